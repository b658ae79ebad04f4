import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { searchEvents } from '../../nodes/core/searchEvents';
import { systemClock } from '../../nodes/core/systemClock';
import type { SearchRequest } from '../../nodes/core/timeline/searchRequest';
import { explainingPool } from '../support/explainingPool';
import { isOfLog, nodesOf, ofType, type PlanNode, rowsRead } from '../support/planNodes';
import { searchFor } from '../support/searchFor';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { vacuumLog } from '../support/vacuumLog';

let db: TestDatabase;
const LIMIT = 20;

/** The plans by which a page is read, as one list of nodes for each statement. */
async function plansOf(request: SearchRequest): Promise<PlanNode[][]> {
  const plans: PlanNode[] = [];
  const pool = explainingPool(db.pool, plans);
  const parts = { pool, schema: quoteSchema('public'), clock: systemClock };
  await searchEvents({ ...request, limit: LIMIT }, parts);
  expect(plans.length).toBeGreaterThan(0);
  return plans.map(nodesOf);
}

/** Rows that scans of the log gave or threw away, of all statements. */
function rowsOfLog(plans: readonly (readonly PlanNode[])[]): number {
  const scans = plans.flat().filter((node) => isOfLog(node) && /Scan/.test(node['Node Type']));
  return scans.reduce((sum, node) => sum + rowsRead(node), 0);
}

/** Events 1 to `count`, 8 minutes apart, from an instant on into the future (1) or the past (-1). */
function insertEvents(count: number, start: string, sign: 1 | -1): Promise<unknown> {
  return db.query(`
    insert into lead_activity_log (tenant_id, id, event_type, event_category, lead_id, description,
      source, payload_hash, "timestamp")
    select 'tenant' || n % 2,
      (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '8000'
        || '8' || lpad(to_hex(n), 15, '0'))::uuid,
      case when n % 50 < 2 then 'OPT_OUT' when n % 7 = 0 then 'INBOUND_REPLY' else 'MESSAGE_SENT' end,
      case when n % 20 < 2 then 'MANUAL' else 'SMS' end,
      lpad((n % 200)::text, 32, '0')::uuid,
      'Appointment' || case when n % 500 < 2 then ' zebra' else '' end
        || case when n in (7, 30007) then ' okapi' else '' end,
      'n8n:' || n % 5, '\\x00', at
    from generate_series(1, ${count}) n,
      lateral (select ${start} + ${sign} * n * interval '8 minutes' as at) t`);
}

/** 60,000 events of 2 tenants and 200 leads over 12 months: reading a month would be visible. */
beforeAll(async () => {
  db = await createTestDatabase();
  await db.query(`select register_event_type(name, 'SMS') from unnest($1::text[]) name`, [
    ['MESSAGE_SENT', 'INBOUND_REPLY', 'OPT_OUT'],
  ]);
  await db.query(`
    insert into leads (id, tenant_id, airtable_record_id, email, last_name)
    select lpad(n::text, 32, '0')::uuid, 'tenant' || n % 2, 'recPlan' || n,
      'lead' || n || '@plan.example', 'Name' || n
    from generate_series(0, 199) n`);
  // From the end of this month, so that no index is chosen for a month that has only begun.
  await insertEvents(60_000, `date_trunc('month', now()) + interval '1 month'`, -1);
  await vacuumLog(db);
});
afterAll(() => db.drop());

const one = { tenants: ['tenant1'] };
const newest: [string, SearchRequest][] = [
  ['everything', searchFor(one)],
  ['one type', searchFor({ ...one, eventTypes: ['OPT_OUT'] })],
  ['several types', searchFor({ ...one, eventTypes: ['INBOUND_REPLY', 'OPT_OUT'] })],
  ['category', searchFor({ ...one, categories: ['MANUAL'] })],
  ['source', searchFor({ ...one, sources: ['n8n:1'] })],
  ['several tenants', searchFor({ tenants: ['tenant0', 'tenant1'] })],
  ['frequent word', searchFor({ ...one, query: 'appointment' })],
  ['oldest first', searchFor(one, { direction: 'ascending' })],
  [
    'from a date',
    searchFor(one, { startAt: new Date(Date.now() - 90 * 86_400_000).toISOString() }),
  ],
];
const other: [string, SearchRequest][] = [
  ['medium word', searchFor({ ...one, query: 'zebra' })],
  ['rare word', searchFor({ ...one, query: 'okapi' })],
  ['lead', searchFor({ ...one, lead: 'recPlan7' })],
  ['word inside a lead', searchFor({ ...one, lead: 'recPlan7', query: 'okapi' })],
  ['by type', searchFor(one, { sortBy: 'type', direction: 'ascending' })],
  ['by lead', searchFor(one, { sortBy: 'lead', direction: 'ascending' })],
  ['capped', searchFor(one, { total: 'capped' })],
];

describe('the plan of a search', () => {
  it.each([...newest, ...other])('scans no month from end to end: %s', async (_, request) => {
    const scanned = ofType((await plansOf(request)).flat(), /^Seq Scan$/).filter(
      // A month without rows is read in any way.
      (node) => isOfLog(node) && rowsRead(node) > 0,
    );
    expect(scanned).toEqual([]);
  });

  it.each(newest)('reads one page in one month, not the log: %s', async (_, request) => {
    // A source has no index: a fifth of the rows is it.
    expect(rowsOfLog(await plansOf(request))).toBeLessThanOrEqual(25 * (LIMIT + 1));
  });

  it('reads a later page as the first', async () => {
    const parts = { pool: db.pool, schema: quoteSchema('public'), clock: systemClock };
    const request = searchFor(one, { limit: 1000 });
    let cursor: string | null = null;
    for (let page = 0; page < 20; page++) {
      cursor = (await searchEvents({ ...request, cursor }, parts)).nextCursor;
    }
    expect(cursor).not.toBeNull();
    const first = rowsOfLog(await plansOf(searchFor(one)));
    const later = rowsOfLog(await plansOf(searchFor(one, { cursor })));
    expect(later).toBeLessThanOrEqual(first + 1);
  });

  it.each(['zebra', 'okapi'])('finds words by their index: %s', async (word) => {
    const plans = await plansOf(searchFor({ ...one, query: word }));
    const indexes = ofType(plans.flat(), /Bitmap Index Scan/).filter((node) => rowsRead(node) > 0);
    expect(indexes.map((node) => node['Index Name'])).toContainEqual(
      expect.stringMatching(/search/),
    );
    expect(rowsOfLog(plans)).toBeLessThanOrEqual(2000);
  });

  it('looks into the events of a lead rather than up its words in the log', async () => {
    const request = searchFor({ ...one, lead: 'recPlan7', query: 'okapi' });
    const indexes = ofType((await plansOf(request)).flat(), /Index/).filter(isOfLog);
    expect(indexes.map((node) => node['Index Name'])).not.toContainEqual(
      expect.stringMatching(/search/),
    );
  });

  it.each(newest.slice(0, 7))('leaves older months alone: %s', async (_, request) => {
    const [older] = await db.query<{ name: string }>(
      `select to_char(now() - interval '8 months', '"lead_activity_log_y"yyyy"m"mm') as name`,
    );
    const relations = (await plansOf(request)).flat().map((node) => node['Relation Name']);
    expect(relations.length).toBeGreaterThan(0);
    expect(relations).not.toContain(older?.name);
  });
});

describe('the plan of a search when a month full of events is added', () => {
  /** What is read of the log: by which indexes, whichever month, and how many rows. */
  async function readingOf(request: SearchRequest) {
    const plans = await plansOf(request);
    const scans = plans.flat().filter((node) => isOfLog(node) && rowsRead(node) > 0);
    const indexes = scans.flatMap((node) => node['Index Name']?.replace(/_y\d+m\d+/, '') ?? []);
    return { indexes: [...new Set(indexes)].sort(), rows: rowsOfLog(plans) };
  }
  const before = new Map<string, Awaited<ReturnType<typeof readingOf>>>();

  beforeAll(async () => {
    for (const [name, request] of [...newest, ...other]) {
      before.set(name, await readingOf(request));
    }
    const [added] = await db.query<{ months: number }>(
      `select create_activity_months((now() + interval '13 months')::date,
         (now() + interval '14 months')::date) as months`,
    );
    expect(added?.months).toBeGreaterThan(0);
    await insertEvents(5000, `date_trunc('month', now()) + interval '14 months'`, 1);
    await vacuumLog(db);
  });

  it.each([...newest, ...other])('reads as before: %s', async (name, request) => {
    const { indexes, rows } = await readingOf(request);
    const past = before.get(name);
    expect(past?.indexes.length).toBeGreaterThan(0);
    expect(past?.indexes).toEqual(expect.arrayContaining(indexes));
    // The month holds 2,500 events of the tenant, of which 25 are of one lead and 10 say "zebra".
    expect(rows - (past?.rows ?? 0)).toBeLessThanOrEqual(100);
  });

  it('finds the page in the added month', async () => {
    const [month] = await db.query<{ name: string }>(
      `select to_char(now() + interval '14 months', '"lead_activity_log_y"yyyy"m"mm') as name`,
    );
    const scans = (await plansOf(searchFor(one))).flat().filter((node) => rowsRead(node) > 0);
    const relations = scans.flatMap((node) => node['Relation Name'] ?? []);
    expect(new Set(relations.filter((name) => /^lead_activity/.test(name)))).toEqual(
      new Set([month?.name]),
    );
  });
});
