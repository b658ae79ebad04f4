import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { summarizeEvents } from '../../nodes/core/summarizeEvents';
import { systemClock } from '../../nodes/core/systemClock';
import type { SummaryRequest } from '../../nodes/core/timeline/summary';
import { explainingPool } from '../support/explainingPool';
import { isOfLog, nodesOf, type PlanNode, rowsRead } from '../support/planNodes';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { vacuumLog } from '../support/vacuumLog';
import { noFilters } from '../support/noFilters';

let db: TestDatabase;

/** Events 1 to `count`, 325 seconds apart, from an instant on. */
function insertEvents(count: number, start: string): Promise<unknown> {
  return db.query(`
    insert into lead_activity_log (tenant_id, id, event_type, event_category, lead_id,
      lead_airtable_id, description, source, payload_hash, "timestamp")
    select case when n % 2 = 0 then 'mine' else 'other' end,
      (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '8000'
        || '8' || lpad(to_hex(n), 15, '0'))::uuid,
      case when n % 7 = 0 then 'INBOUND_REPLY' else 'MESSAGE_SENT' end, 'SMS',
      case when n % 10 > 0 then lpad((n % 500)::text, 32, '0')::uuid end,
      case when n % 10 = 0 then 'recPlan' || n % 500 end,
      repeat('An SMS was sent to a lead. ', 8), 'n8n:' || n % 9, '\\x00', at
    from generate_series(1, ${count}) n,
      lateral (select ${start} + n * interval '325 seconds' as at) t`);
}

/** 48,000 events of 6 months, one each 5 to 6 minutes; every tenth is not linked to its lead. */
beforeAll(async () => {
  db = await createTestDatabase();
  await db.query(`select register_event_type('MESSAGE_SENT', 'SMS')`);
  await db.query(`select register_event_type('INBOUND_REPLY', 'SMS')`);
  await db.query(`
    insert into leads (id, airtable_record_id)
    select lpad(n::text, 32, '0')::uuid, 'recPlan' || n from generate_series(0, 499) n`);
  await insertEvents(48_000, `'2026-01-01T00:00:00Z'::timestamptz`);
  await vacuumLog(db);
});
afterAll(() => db.drop());

async function plansOf(asked: Partial<SummaryRequest>): Promise<PlanNode[]> {
  const plans: PlanNode[] = [];
  const request: SummaryRequest = {
    filters: { ...noFilters('mine'), after: '2026-05-02', before: '2026-06-01' },
    answered: null,
    steps: [],
    timeZone: 'Europe/Berlin',
    statementTimeout: 10_000,
    ...asked,
  };
  const pool = explainingPool(db.pool, plans);
  const parts = { pool, schema: quoteSchema('public'), clock: systemClock };
  expect((await summarizeEvents(request, parts)).events).toBeGreaterThan(3000);
  return plans.flatMap(nodesOf);
}

const MONTH = 'lead_activity_log_y2026m05';
const relations = (nodes: readonly PlanNode[]) =>
  new Set(nodes.flatMap((node) => node['Relation Name'] ?? []));

describe('the plan of a summary', () => {
  it('reads no month outside the dates', async () => {
    const steps = ['MESSAGE_SENT', 'INBOUND_REPLY'];
    const counts = await plansOf({ steps });
    const read = [...relations(counts)].filter((name) => name.startsWith('lead_activity_log'));
    expect(read).toEqual([MONTH]);
  });

  it('reads for replies the month that the dates end in, and no further', async () => {
    const answered = {
      messageTypes: ['MESSAGE_SENT'],
      replyTypes: ['INBOUND_REPLY'],
      withinHours: 24,
    };
    const read = [...relations(await plansOf({ answered }))].filter((name) =>
      name.startsWith('lead_activity_log'),
    );
    expect(read.sort()).toEqual([MONTH, 'lead_activity_log_y2026m06']);
  });

  it('counts by an index alone, never by the rows', async () => {
    const nodes = (await plansOf({})).filter((node) => node['Relation Name'] === MONTH);
    const counted = nodes.filter((node) => node['Actual Rows'] > 3000);
    expect(counted.map((node) => [node['Node Type'], node['Heap Fetches']])).toEqual([
      ['Index Only Scan', 0],
    ]);
  });

  it('counts by an index alone when types, categories and sources narrow it', async () => {
    const filters = {
      ...noFilters('mine'),
      after: '2026-05-02',
      before: '2026-06-01',
      categories: ['SMS'],
      sources: ['n8n:1', 'n8n:2', 'n8n:3', 'n8n:4', 'n8n:5', 'n8n:6', 'n8n:7', 'n8n:8'],
    };
    const nodes = (await plansOf({ filters })).filter((node) => node['Relation Name'] === MONTH);
    const counted = nodes.filter((node) => node['Actual Rows'] > 3000);
    expect(counted.map((node) => node['Node Type'])).toEqual(['Index Only Scan']);
  });

  it('finds who was written to by an index alone, as far as events are linked', async () => {
    const nodes = await plansOf({ steps: ['MESSAGE_SENT', 'INBOUND_REPLY'] });
    const scans = nodes.filter((node) => node['Relation Name'] === MONTH);
    const large = scans.filter((node) => node['Actual Rows'] > 3000);
    expect(large.map((node) => node['Node Type'])).toEqual(['Index Only Scan', 'Index Only Scan']);
  });

  it('stays the same when a month full of events is added', async () => {
    const shape = async () =>
      (await plansOf({ steps: ['MESSAGE_SENT', 'INBOUND_REPLY'] }))
        .filter((node) => isOfLog(node) && rowsRead(node) > 0)
        .map((node) => [node['Node Type'], node['Index Name'], rowsRead(node)]);
    const before = await shape();
    expect(before).not.toEqual([]);
    const [added] = await db.query<{ months: number }>(
      `select create_activity_months((now() + interval '13 months')::date,
         (now() + interval '14 months')::date) as months`,
    );
    expect(added?.months).toBeGreaterThan(0);
    await insertEvents(8000, `date_trunc('month', now()) + interval '14 months'`);
    await vacuumLog(db);
    expect(await shape()).toEqual(before);
  });
});
