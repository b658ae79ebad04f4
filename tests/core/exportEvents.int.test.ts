import { text as textOf } from 'node:stream/consumers';
import fc from 'fast-check';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { openPool } from '../../nodes/core/postgres/pool';
import { readEvents } from '../../nodes/core/postgres/statements/readEvents';
import { setUpDatabase } from '../../nodes/core/setUpDatabase';
import { systemClock } from '../../nodes/core/systemClock';
import { viewEvent } from '../../nodes/core/timeline/timelineEvent';
import { beginExport, exported } from '../support/exportStage';
import { parseCsv } from '../support/parseCsv';
import { silentLogger } from '../support/silentLogger';
import { eventIdAt, smsAt, storeEvents, storeLead } from '../support/storeEvents';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const linesOf = (text: string) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Every kind of text: quotes, control characters, what spreadsheets evaluate, any script. */
const anyText = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc
      .array(
        fc.constantFrom(
          '"',
          "'",
          '\\',
          '\n',
          '\r',
          '\t',
          ',',
          '=',
          '-',
          '+',
          '@',
          ' ',
          'a',
          '7',
          '＝',
          '\u00a0',
          '\u0001',
          '\u0002',
          '\\n',
          '😀',
          '\u2028',
          '\\.',
        ),
        { maxLength: 8 },
      )
      .map((parts) => parts.join('')),
  )
  .map((value) => value.replaceAll('\0', ''));
/** SQL's null is no metadata, and jsonb refuses NUL. */
const anyJson = fc
  .jsonValue({ maxDepth: 3, stringUnit: 'binary' })
  .map((value): unknown => JSON.parse(JSON.stringify(value).replaceAll('\\u0000', '')) ?? {});
const maybe = fc.option(anyText);
const anyEvent = fc.record({
  milliseconds: fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2026, 0, 1) }),
  columns: fc.record({
    description: anyText,
    message_content: maybe,
    metadata: anyJson,
    source: anyText.map((value) => value.slice(0, 50)),
    user_id: maybe,
    visitor_token: maybe,
    entity_id: maybe,
    session_id: maybe,
    tier: maybe,
    url: maybe,
    environment: maybe,
    workflow_id: maybe,
    execution_id: maybe,
    lead_airtable_id: maybe,
    lead_email: maybe,
    schema_version: fc.integer({ min: 1, max: 9 }),
  }),
  lead: fc.option(fc.record({ first_name: maybe, last_name: maybe, email: maybe })),
});
type AnyEvent = typeof anyEvent extends fc.Arbitrary<infer Value> ? Value : never;

let run = 0;
/** Stores events under a tenant of their own. */
async function storeAny(events: readonly AnyEvent[]): Promise<string> {
  const tenant = `run-${++run}`;
  for (const [i, { milliseconds, columns, lead }] of events.entries()) {
    const leadId = lead === null ? null : await storeLead(db, { ...lead });
    const timestamp = new Date(milliseconds).toISOString();
    const row = {
      ...columns,
      ...{ tenant_id: tenant, id: eventIdAt(timestamp, run * 1000 + i), timestamp },
      ...{ lead_id: leadId, event_type: 'MESSAGE_SENT', event_category: 'SMS' },
      ...{ payload_hash: '\\x00', created_at: timestamp },
    };
    const names = Object.keys(row)
      .map((name) => `"${name}"`)
      .join(', ');
    await db.query(
      `insert into lead_activity_log (${names})
       select ${names} from jsonb_populate_record(null::lead_activity_log, $1::jsonb)`,
      [JSON.stringify(row)],
    );
  }
  return tenant;
}

async function viewsOf(tenant: string): Promise<unknown[]> {
  const rows = await db.query<{ id: string }>(
    'select id from lead_activity_log where tenant_id = $1',
    [tenant],
  );
  const ids = rows.map(({ id }) => id);
  const events = await readEvents(
    {
      query: async (text, values) => ({
        rows: await db.query(text, values),
        rowCount: null,
        command: '',
      }),
    },
    quoteSchema('public'),
    { tenantId: tenant, ids },
  );
  return events.map((event) => viewEvent(event, false));
}

/** What the guard promises, said once more. */
const FORMULA =
  /^(?:[\t\r\n]|[\s\u0085\u180e\u200b-\u200f\u202a-\u202e\u2060\ufeff]*[=+\-@＝＋－＠])/u;
const guarded = (value: string) => (FORMULA.test(value) ? `'${value}` : value);

describe('an export as JSON lines', () => {
  it('gives every event as a search shows it in full, whatever its texts are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { minLength: 1, maxLength: 8 }), async (events) => {
        const tenant = await storeAny(events);
        const { text, file } = await exported(db, { tenants: [tenant], format: 'ndjson' });
        expect(linesOf(text)).toEqual(await viewsOf(tenant));
        expect(file.rows()).toBe(events.length);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps a text of a megabyte exact', async () => {
    const huge = '\\"ü\n\u0001'.repeat(170_000);
    await storeEvents(db, [
      smsAt('2026-01-05T10:00:00Z', { tenant_id: 'huge', message_content: huge }),
    ]);
    const { text } = await exported(db, { tenants: ['huge'], format: 'ndjson' });
    expect(linesOf(text)[0]?.['message']).toBe(huge);
  });

  it('says what kind of file it is', async () => {
    const { file } = await exported(db, { tenants: ['nobody'], format: 'ndjson' });
    expect(file).toMatchObject({ mimeType: 'application/x-ndjson', fileExtension: 'ndjson' });
    expect(file.rows()).toBe(0);
  });
});

describe('an export as CSV', () => {
  it('gives the same cells by RFC 4180, with formulas disarmed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { minLength: 1, maxLength: 8 }), async (events) => {
        const tenant = await storeAny(events);
        const { text, file } = await exported(db, { tenants: [tenant] });
        const [header = [], ...records] = parseCsv(text);
        const views = (await viewsOf(tenant)) as Record<string, unknown>[];
        const expected = views.map((view) => header.map((key) => cellOf(view, key ?? '')));
        expect(records.map((record) => record.map((cell, i) => asValue(cell, header[i])))).toEqual(
          expected,
        );
        expect(file.rows()).toBe(events.length);
      }),
      { numRuns: 40 },
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\rx', ' =1+1', '\u00a0-2', '＝1', '\ufeff+3'])(
    'puts an apostrophe before %j',
    async (message) => {
      const tenant = `formula-${++run}`;
      await storeEvents(db, [
        smsAt('2026-01-05T10:00:00Z', { tenant_id: tenant, message_content: message }),
      ]);
      const [header = [], record = []] = parseCsv((await exported(db, { tenants: [tenant] })).text);
      expect(record[header.indexOf('message')]).toBe(`'${message}`);
    },
  );

  it('has a header and no record when there is no event', async () => {
    const { text, file } = await exported(db, { tenants: ['nobody'] });
    expect(parseCsv(text)).toHaveLength(1);
    expect(file).toMatchObject({ mimeType: 'text/csv', fileExtension: 'csv' });
    expect(file.rows()).toBe(0);
  });
});

/** A cell as it must be: texts guarded, metadata as a value, null where nothing is set. */
function cellOf(view: Record<string, unknown>, key: string): unknown {
  const [first = '', second] = key.split('.');
  const lead = view['lead'] as Record<string, unknown> | null;
  const value = second === undefined ? view[first] : lead?.[second];
  if (key === 'metadata') return value;
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? guarded(value) : null;
}
function asValue(cell: string | null, key: string | null | undefined): unknown {
  return key === 'metadata' && cell !== null ? (JSON.parse(cell) as unknown) : cell;
}

describe('where an export comes from', () => {
  it.each(['crm$1', `my "$2" log's`])('may be a schema named %s', async (schema) => {
    await setUpDatabase(db.pool, { schema, clock: systemClock, dryRun: false });
    for (const format of ['csv', 'ndjson'] as const) {
      const file = await beginExport(db, { format }, { schema: quoteSchema(schema) });
      await textOf(file.stream);
      expect(file.rows()).toBe(0);
    }
  });

  it('may have another encoding than UTF-8 for JSON lines, which CSV refuses', async () => {
    const database = `${db.name}_latin`;
    await db.query(`create database ${database} encoding LATIN1 locale 'C' template template0`);
    const pool = openPool({ ...db.config, database }, silentLogger);
    try {
      await setUpDatabase(pool, { schema: 'public', clock: systemClock, dryRun: false });
      await expect(beginExport({ pool })).rejects.toMatchObject({ code: 'encoding' });
      expect((await exported({ pool }, { format: 'ndjson' })).text).toBe('');
    } finally {
      await pool.end();
      await db.query(`drop database ${database}`);
    }
  });
});

describe('what an export holds', () => {
  it('is of the tenants asked for only, newest first across them', async () => {
    const at = (minute: number, tenant_id: string) =>
      smsAt(`2026-01-05T10:0${minute}:00Z`, { tenant_id });
    const events = [at(1, 'north'), at(2, 'south'), at(3, 'other'), at(4, 'north'), at(5, 'south')];
    await storeEvents(db, events);
    const ids = async (tenants: string[]) =>
      linesOf((await exported(db, { tenants, format: 'ndjson' })).text).map(({ id }) => id);
    const wanted = (...tenants: string[]) =>
      events
        .filter((event) => tenants.includes(event.tenant_id ?? ''))
        .map(({ id }) => id)
        .reverse();
    expect(await ids(['north'])).toEqual(wanted('north'));
    expect(await ids(['north', 'south'])).toEqual(wanted('north', 'south'));
    const some = (await exported(db, { tenants: ['north', 'south'], query: 'sms' })).text;
    expect(
      parseCsv(some)
        .slice(1)
        .map(([id]) => id),
    ).toEqual(wanted('north', 'south'));
    const many = Array.from({ length: 60 }, (_, i) => `none-${i}`);
    expect(await ids([...many, 'south', 'other'])).toEqual(wanted('south', 'other'));
  });

  it('shows no lead of another tenant', async () => {
    const lead = await storeLead(db, { tenant_id: 'theirs', first_name: 'Hidden' });
    await storeEvents(db, [smsAt('2026-01-05T10:00:00Z', { tenant_id: 'ours', lead_id: lead })]);
    const json = (await exported(db, { tenants: ['ours'], format: 'ndjson' })).text;
    expect(linesOf(json)).toMatchObject([{ lead: null }]);
    const csv = (await exported(db, { tenants: ['ours'] })).text;
    expect(parseCsv(csv)).toHaveLength(2);
    expect(csv + json).not.toContain('Hidden');
  });

  it('is narrowed by type, words and dates as a search is', async () => {
    const tenant_id = 'narrow';
    const texts = { description: 'Free consultation', event_type: 'INBOUND_REPLY' };
    const events = [
      smsAt('2026-01-05T10:00:00Z', { tenant_id, ...texts }),
      smsAt('2026-02-05T10:00:00Z', { tenant_id, ...texts, event_type: 'MESSAGE_SENT' }),
      smsAt('2026-03-05T10:00:00Z', { tenant_id, ...texts }),
      smsAt('2026-04-05T10:00:00Z', { tenant_id, event_type: 'INBOUND_REPLY' }),
    ];
    await storeEvents(db, events);
    const wanted = { eventTypes: ['INBOUND_REPLY'], before: '2026-04-01', query: 'consultation' };
    const { text, file } = await exported(db, {
      tenants: [tenant_id],
      format: 'ndjson',
      ...wanted,
    });
    expect(linesOf(text).map(({ id }) => id)).toEqual([events[2]?.id, events[0]?.id]);
    expect(file.notices).toEqual([]);
  });

  it('is nothing and a notice for a lead that does not exist', async () => {
    const { text, file } = await exported(db, { format: 'ndjson', lead: 'recUnknown0000001' });
    expect(text).toBe('');
    expect(file.notices).toMatchObject([{ code: 'lead_not_found' }]);
  });
});
