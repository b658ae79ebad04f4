import { ANSWERS } from '../../../stand/services/airtableAnswers';
import { AirtableServer } from '../../../stand/services/airtableServer';
import { ManualClock } from '../../support/manualClock';

const LEADS = {
  Name: 'text',
  Phone: 'text',
  Step: 'number',
  'Due At': 'dateTime',
  Status: ['Active', 'Stopped'],
} as const;

let clock: ManualClock;
let airtable: AirtableServer;
beforeEach(async () => {
  clock = new ManualClock('2026-03-01T08:00:00.000Z');
  airtable = await AirtableServer.start(clock, { Leads: LEADS, 'Old Leads': {} });
});
afterEach(() => airtable.stop());

interface Answered {
  readonly status: number;
  readonly body: {
    readonly id?: string;
    readonly offset?: string;
    readonly fields?: object;
    readonly records?: readonly { readonly id: string; readonly fields: object }[];
    readonly error?: { readonly type: string };
  };
}

/** @param path after the base, e.g. `Leads?pageSize=1` */
async function call(method: string, path: string, body?: object): Promise<Answered> {
  const { apiUrl, baseId, token } = airtable.config;
  const response = await fetch(`${apiUrl}/${baseId}/${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answered['body'] };
}

const list = (query: Readonly<Record<string, string>>) =>
  call('GET', `Leads?${new URLSearchParams(query).toString()}`);
const namesIn = ({ body }: Answered) =>
  body.records?.map(({ fields }) => (fields as { Name?: string }).Name);
const leads = () => airtable.table('Leads');

describe('an Airtable base with several tables', () => {
  it('keeps the records of each table apart', async () => {
    leads().add({ Name: 'John' });
    expect(namesIn(await list({}))).toEqual(['John']);
    expect((await call('GET', 'Old%20Leads')).body.records).toEqual([]);
    expect((await call('GET', 'Nobodys')).status).toBe(403);
    expect(() => airtable.table('Nobodys')).toThrow('no table "Nobodys"');
  });

  it('pages through what the formula matches, in the order asked for', async () => {
    for (const [i, Name] of ['d', 'c', 'b', 'a'].entries()) leads().add({ Name, Step: i % 2 });
    const query = {
      filterByFormula: "{Name}!='d'",
      'sort[0][field]': 'Step',
      'sort[0][direction]': 'desc',
      'sort[1][field]': 'Name',
      pageSize: '2',
    };
    const first = await list(query);
    const second = await list({ ...query, offset: first.body.offset ?? '' });
    expect([namesIn(first), namesIn(second)]).toEqual([['a', 'c'], ['b']]);
    expect(second.body).not.toHaveProperty('offset');
    expect((await list({ offset: 'of another list' })).body.error?.type).toBe(
      'LIST_RECORDS_ITERATOR_NOT_AVAILABLE',
    );
  });

  it('gives 100 records a page at most, and the columns that were asked for', async () => {
    for (let i = 0; i < 101; i += 1) leads().add({ Name: 'John', Step: i });
    const page = await list({ 'fields[]': 'Name' });
    expect(page.body.records).toHaveLength(100);
    expect(page.body.records?.[0]?.fields).toEqual({ Name: 'John' });
    expect((await list({ pageSize: '101' })).status).toBe(422);
    expect((await list({ 'fields[]': 'Nothing' })).body.error?.type).toBe('UNKNOWN_FIELD_NAME');
  });

  it('creates records, alone and ten at once', async () => {
    const alone = await call('POST', 'Leads', { fields: { Name: 'John', Step: 1 } });
    const many = (count: number) =>
      call('POST', 'Leads', { records: Array(count).fill({ fields: { Name: 'Many' } }) });
    expect(alone.body.fields).toEqual({ Name: 'John', Step: 1 });
    expect((await many(10)).body.records).toHaveLength(10);
    expect((await many(11)).status).toBe(422);
    expect(leads().records).toHaveLength(11);
  });

  it('updates the cells that it is given, and leaves empty ones out', async () => {
    const { id } = leads().add({ Name: 'John', Phone: '4085551234', Step: 1 });
    const one = await call('PATCH', `Leads/${id}`, { fields: { Phone: null, Step: 2 } });
    expect(one.body).toMatchObject({ id, fields: { Name: 'John', Step: 2 } });
    await call('PATCH', 'Leads', { records: [{ id, fields: { Step: 3 } }] });
    expect(leads().find(id)?.fields).toEqual({ Name: 'John', Step: 3 });
  });

  it('writes all records of a call or none', async () => {
    const { id } = leads().add({ Step: 1 });
    const records = [
      { id, fields: { Step: 2 } },
      { id, fields: { Step: 'two' } },
    ];
    expect((await call('PATCH', 'Leads', { records })).status).toBe(422);
    expect(leads().find(id)?.fields).toEqual({ Step: 1 });
  });

  it('finds the record of an upsert by its columns, and creates it once', async () => {
    const upsert = (Step: number) =>
      call('PATCH', 'Leads', {
        performUpsert: { fieldsToMergeOn: ['Phone'] },
        records: [{ fields: { Phone: '4085551234', Step } }],
      });
    const [created, updated] = [await upsert(1), await upsert(2)];
    const [record] = leads().records;
    expect(created.body).toMatchObject({ createdRecords: [record?.id], updatedRecords: [] });
    expect(updated.body).toMatchObject({ createdRecords: [], updatedRecords: [record?.id] });
    expect(record?.fields).toEqual({ Phone: '4085551234', Step: 2 });
  });

  it('shows and deletes the record of an address', async () => {
    const { id } = leads().add({ Name: 'John' });
    expect((await call('GET', `Leads/${id}`)).body.fields).toEqual({ Name: 'John' });
    expect((await call('DELETE', `Leads/${id}`)).body).toEqual({ id, deleted: true });
    const gone = await call('PATCH', `Leads/${id}`, { fields: { Name: 'John' } });
    expect(gone).toEqual({ status: 404, body: { error: 'NOT_FOUND' } });
  });
});

describe('a typed column', () => {
  it.each([
    ['Name', 7, 'INVALID_VALUE_FOR_COLUMN'],
    ['Step', '7', 'INVALID_VALUE_FOR_COLUMN'],
    ['Due At', 'tomorrow', 'INVALID_VALUE_FOR_COLUMN'],
    ['Status', 'Paused', 'INVALID_MULTIPLE_CHOICE_OPTIONS'],
    ['Nothing', 'x', 'UNKNOWN_FIELD_NAME'],
  ])('%s refuses %j without typecast', async (column, value, type) => {
    const { status, body } = await call('POST', 'Leads', { fields: { [column]: value } });
    expect({ status, type: body.error?.type }).toEqual({ status: 422, type });
    expect(leads().records).toEqual([]);
  });

  it('takes texts for its type with typecast', async () => {
    const fields = { Name: 7, Step: '7', 'Due At': '2026-03-01', Status: 'Paused' };
    const { body } = await call('POST', 'Leads', { fields, typecast: true });
    expect(body.fields).toEqual({
      Name: '7',
      Step: 7,
      'Due At': '2026-03-01T00:00:00.000Z',
      Status: 'Paused',
    });
  });
});

describe("Airtable's limits and faults", () => {
  it('refuses the sixth request of a second, and all of the 30 s after it', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1) statuses.push((await list({})).status);
    clock.advance(29_000);
    statuses.push((await list({})).status);
    clock.advance(31_000);
    statuses.push((await list({})).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 200]);
  });

  it('meets the requests to one table with the fault that is planned for it', async () => {
    airtable.answer('GET Leads', ANSWERS.serverError, { after: 1 });
    expect((await list({})).status).toBe(200);
    expect((await call('GET', 'Old%20Leads')).status).toBe(200);
    expect((await list({})).status).toBe(500);
    expect((await list({})).status).toBe(200);
  });

  it('keeps what it wrote when the answer is lost', async () => {
    airtable.plan('POST', { kind: 'resetAfterCommit' });
    await expect(call('POST', 'Leads', { fields: { Name: 'John' } })).rejects.toThrow();
    expect(leads().records).toHaveLength(1);
  });

  it('writes nothing when the connection breaks before', async () => {
    airtable.plan('POST', { kind: 'reset' });
    await expect(call('POST', 'Leads', { fields: { Name: 'John' } })).rejects.toThrow();
    expect(leads().records).toEqual([]);
  });
});
