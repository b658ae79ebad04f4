import { ActivityLogAirtableApi } from '../../credentials/ActivityLogAirtableApi.credentials';
import { toAirtableConfig } from '../../nodes/n8n/airtableCredential';

const FILLED = { accessToken: 'pat.Ab1', baseId: 'appBase', table: 'Retry Queue' };
const { properties } = new ActivityLogAirtableApi();

describe('the Airtable credential', () => {
  it('reaches the table with what the panel stores', () => {
    const defaults = Object.fromEntries(properties.map((field) => [field.name, field.default]));
    expect(toAirtableConfig({ ...defaults, ...FILLED })).toEqual({
      apiUrl: 'https://api.airtable.com/v0',
      token: 'pat.Ab1',
      baseId: 'appBase',
      table: 'Retry Queue',
    });
  });

  it.each([
    ['left out', undefined, 'https://api.airtable.com/v0'],
    ['empty', '', 'https://api.airtable.com/v0'],
    [
      'of a gateway',
      ' https://gateway.example/airtable/v0/ ',
      'https://gateway.example/airtable/v0',
    ],
  ])('takes an API URL that is %s', (_, apiUrl, expected) => {
    expect(toAirtableConfig({ ...FILLED, apiUrl })).toMatchObject({ apiUrl: expected });
  });

  it.each([
    ['Personal Access Token', { accessToken: 'pat secret\nsecond line' }],
    ['Base ID', { baseId: '../secret' }],
    ['Table', { table: ' ' }],
    ['API URL', { apiUrl: 'file:///secret' }],
  ])('names %s when it does not fit, and not its value', (field, changes) => {
    const read = () => toAirtableConfig({ ...FILLED, ...changes });
    expect(read).toThrow(`The Airtable credential is not complete: ${field}.`);
    expect(read).not.toThrow(/secret/);
  });
});
