import { z } from 'zod';
import { quoteSchema } from '../../../nodes/core/postgres/identifiers';
import type { PostgresPool } from '../../../nodes/core/postgres/pool';
import { queryTimeline } from '../../../nodes/core/queryTimeline';
import { systemClock } from '../../../nodes/core/systemClock';
import type { TimelineSubject } from '../../../nodes/core/timeline/timelineRequest';
import { createTestDatabase, type TestDatabase } from '../../support/testDatabase';
import { requestFor } from '../../support/requestFor';

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string | undefined;
  readonly 'Index Name'?: string | undefined;
  readonly 'Actual Rows'?: number | undefined;
  readonly 'Rows Removed by Filter'?: number | undefined;
  readonly Plans?: readonly PlanNode[] | undefined;
}
const planSchema = z.tuple([
  z.object({
    'QUERY PLAN': z.tuple([z.object({ Plan: z.custom<PlanNode>() })]),
  }),
]);

let db: TestDatabase;

/** A pool that also asks for the plan of every statement that reads the log. */
function explainingPool(plans: PlanNode[]): PostgresPool {
  return {
    end: () => db.pool.end(),
    connect: async () => {
      const client = await db.pool.connect();
      return {
        release: (destroy) => {
          client.release(destroy);
        },
        query: async (text, values) => {
          if (text.includes('lead_activity_log')) {
            const { rows } = await client.query(`explain (analyze, format json) ${text}`, values);
            plans.push(planSchema.parse(rows)[0]['QUERY PLAN'][0].Plan);
          }
          return client.query(text, values);
        },
      };
    },
  };
}

async function plansOf(subject: TimelineSubject, eventTypes: string[] = []): Promise<PlanNode[]> {
  const plans: PlanNode[] = [];
  const parts = { pool: explainingPool(plans), schema: quoteSchema('public'), clock: systemClock };
  const page = await queryTimeline(requestFor(subject, { eventTypes }, { limit: 20 }), parts);
  expect(page.events).toHaveLength(20);
  return plans;
}

function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}
const ofType = (nodes: readonly PlanNode[], type: RegExp) =>
  nodes.filter((node) => type.test(node['Node Type']));

const rowsRead = (node: PlanNode) =>
  (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0);

/** 60,000 events of 20 leads over 12 months: scanning or sorting a month would be visible. */
beforeAll(async () => {
  db = await createTestDatabase();
  await db.query(`select register_event_type('MESSAGE_SENT', 'SMS')`);
  await db.query(`select register_event_type('INBOUND_REPLY', 'SMS')`);
  await db.query(`
    insert into leads (id, airtable_record_id, email)
    select lpad(n::text, 32, '0')::uuid, 'recPlan' || n, 'lead' || n || '@plan.example'
    from generate_series(0, 19) n`);
  await db.query(`
    insert into lead_activity_log (id, event_type, event_category, lead_id, lead_airtable_id,
      lead_email, user_id, entity_id, execution_id, description, source, payload_hash, "timestamp")
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '8000'
        || '8' || lpad(to_hex(n), 15, '0'))::uuid,
      case when n % 7 = 0 then 'INBOUND_REPLY' else 'MESSAGE_SENT' end, 'SMS',
      case when n % 3 = 0 then lpad((n % 20)::text, 32, '0')::uuid end,
      case when n % 3 = 1 then 'recPlan' || n % 20 end,
      case when n % 3 = 2 then 'lead' || n % 20 || '@plan.example' end,
      'user' || n % 20, 'entity' || n % 20, 'run' || n / 40, 'SMS sent', 'n8n:7', '\\x00', at
    from generate_series(1, 60000) n,
      lateral (select date_trunc('month', now()) - interval '11 months'
        + n * interval '8 minutes' as at) t`);
  await db.query('analyze');
});
afterAll(() => db.drop());

const subjects: [string, TimelineSubject, RegExp][] = [
  ['lead', { kind: 'lead', by: 'airtableId', value: 'recPlan7' }, /lead|airtable|email/],
  ['entity', { kind: 'entity', value: 'entity7' }, /entity/],
  ['user', { kind: 'user', value: 'user7' }, /user/],
  ['execution', { kind: 'execution', value: 'run7' }, /execution/],
];

describe('the plan of a timeline', () => {
  it.each(subjects)('scans no month from end to end: %s', async (_, subject) => {
    const nodes = (await plansOf(subject)).flatMap(nodesOf);
    // A month without rows is read in any way.
    const scanned = ofType(nodes, /^Seq Scan$/).filter((node) => rowsRead(node) > 0);
    expect(scanned.map((node) => node['Relation Name'])).not.toContainEqual(
      expect.stringMatching(/^lead_activity_log/),
    );
  });

  it.each(subjects)('reads few more rows than the page has: %s', async (_, subject) => {
    const [ids] = await plansOf(subject);
    const nodes = ids === undefined ? [] : nodesOf(ids);
    const scans = ofType(nodes, /Index|Seq|Bitmap Heap/);
    expect(scans.length).toBeGreaterThan(0);
    const rows = scans.reduce((sum, node) => sum + rowsRead(node), 0);
    expect(rows).toBeLessThanOrEqual(3 * 21 + 40);
  });

  it.each(subjects)('uses the index that is made for it: %s', async (_, subject, index) => {
    const [ids] = await plansOf(subject);
    const nodes = ids === undefined ? [] : nodesOf(ids);
    const used = ofType(nodes, /Index/).filter((node) => (node['Actual Rows'] ?? 0) > 0);
    expect(used.length).toBeGreaterThan(0);
    for (const node of used) expect(node['Index Name']).toMatch(index);
  });

  it('sorts no more than the merged pages of a lead', async () => {
    const [ids] = await plansOf(subjects[0]![1], ['MESSAGE_SENT']);
    const nodes = ids === undefined ? [] : nodesOf(ids);
    const sorts = ofType(nodes, /Sort/);
    const sorted = sorts.flatMap((node) => nodesOf(node).slice(1, 2));
    for (const input of sorted) expect(input['Actual Rows']).toBeLessThanOrEqual(3 * 21);
    const belowAppend = ofType(nodes, /Append/).flatMap((node) => nodesOf(node).slice(1));
    const partitionSorts = ofType(belowAppend, /Sort/);
    expect(partitionSorts).toEqual([]);
  });
});
