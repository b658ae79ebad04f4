import { text } from 'node:stream/consumers';
import { findEventType } from '../../nodes/core/catalog/eventTypes';
import { exportEvents } from '../../nodes/core/exportEvents';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { searchEvents } from '../../nodes/core/searchEvents';
import { summarizeEvents } from '../../nodes/core/summarizeEvents';
import { systemClock } from '../../nodes/core/systemClock';
import { searchFor } from '../support/searchFor';
import { silentLogger } from '../support/silentLogger';
import { type SinkStage, stageSink } from '../support/sinkStage';
import { writableEvent } from '../support/writableEvents';

const FIELDS = {
  phone: '+15550100123',
  simpletexting_id: 'provider81',
  campaign_id: 'spring82',
  template_id: 'welcome83',
};
/** A key that the catalog does not know. */
const FURTHER = { weather: 'thunder84' };

const sms = writableEvent(1, {
  eventType: 'MESSAGE_SENT',
  fields: { ...FIELDS, ...FURTHER },
  messageContent: 'Hello',
});
const other = writableEvent(2, {
  eventType: 'MESSAGE_SENT',
  fields: { phone: '+15550100999', simpletexting_id: 'provider99' },
  messageContent: 'Hello',
});

let stage: SinkStage;
beforeAll(async () => {
  stage = await stageSink();
  const written = await stage.write(sms, other);
  expect(written.map(({ outcome }) => outcome)).toEqual(['written', 'written']);
});
afterAll(() => stage.database.drop());

/** The ids that each way to read with words finds, or how many there are. */
async function found(query: string) {
  const parts = { pool: stage.database.pool, schema: quoteSchema('public'), clock: systemClock };
  const { filters } = searchFor({ query });
  const common = { filters, timeZone: 'UTC', statementTimeout: 10_000 };
  const page = await searchEvents(searchFor({ query }), parts);
  const summary = await summarizeEvents({ ...common, answered: null, steps: [] }, parts);
  const exporting = { ...parts, logger: silentLogger };
  const file = await exportEvents({ ...common, format: 'ndjson' }, exporting);
  const lines = (await text(file.stream)).split('\n').filter((line) => line !== '');
  return {
    search: page.events.map(({ id }) => id),
    summary: summary.events,
    export: lines.map((line) => (JSON.parse(line) as { id: string }).id),
  };
}

const fieldsOf = (searchable: boolean) =>
  (findEventType('MESSAGE_SENT')?.fields ?? []).filter((field) => field.searchable === searchable);
const valueOf = (name: string) => (FIELDS as Record<string, string>)[name];

describe('a payload field that was written with its event', () => {
  it('is tried here for every searchable field of the type', () => {
    const names = fieldsOf(true).map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => valueOf(name) === undefined)).toEqual([]);
    expect(fieldsOf(false).filter(({ name }) => valueOf(name) !== undefined)).toHaveLength(2);
  });

  it.each(fieldsOf(true).map(({ name }) => name))('is found by its value: %s', async (name) => {
    expect(await found(valueOf(name) ?? '')).toEqual({
      search: [sms.id],
      summary: 1,
      export: [sms.id],
    });
  });

  it.each([FIELDS.campaign_id, FIELDS.template_id, FURTHER.weather])(
    'is kept, but not found, when the catalog does not mark it searchable: %s',
    async (value) => {
      const row = await stage.storedRow(sms.id);
      expect(JSON.stringify(row?.['metadata'])).toContain(value);
      expect(await found(value)).toEqual({ search: [], summary: 0, export: [] });
    },
  );
});
