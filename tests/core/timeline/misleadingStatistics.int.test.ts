import { quoteSchema } from '../../../nodes/core/postgres/identifiers';
import { queryTimeline } from '../../../nodes/core/queryTimeline';
import { systemClock } from '../../../nodes/core/systemClock';
import type { TimelineSubject } from '../../../nodes/core/timeline/timelineRequest';
import { type ExplainedReads, openExplainedReads } from '../../support/explainedReads';
import { nodesOf, rowsRead } from '../../support/planNodes';
import { requestFor } from '../../support/requestFor';
import { createTestDatabase, type TestDatabase } from '../../support/testDatabase';

let db: TestDatabase;
let reads: ExplainedReads;

/**
 * Of 10,000 tenants most have one event a month, so that a plan for any tenant expects to find
 * hardly anything under one: but the tenant big has 10,000, of which a handful is looked for.
 */
beforeAll(async () => {
  db = await createTestDatabase();
  await db.query(`select register_event_type('MESSAGE_SENT', 'SMS')`);
  await db.query(
    `insert into leads (id) values (lpad('1', 32, '0')::uuid), (lpad('2', 32, '0')::uuid)`,
  );
  await db.query(`
    insert into lead_activity_log (tenant_id, id, event_type, event_category, lead_id, user_id,
      entity_id, visitor_token, session_id, execution_id, description, source, payload_hash,
      "timestamp")
    select case when n <= 10000 then 'big' else 'small' || n end,
      (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '8000'
        || '8' || lpad(to_hex(n), 15, '0'))::uuid,
      'MESSAGE_SENT', 'SMS', lpad(case when n <= 5 then '2' else '1' end, 32, '0')::uuid,
      name, name, name, name, case when n <= 5 then 'rare' else 'run' || n / 500 end, 'SMS sent',
      'n8n:7', '\\x00', at
    from generate_series(1, 20000) n,
      lateral (select date_trunc('month', now()) - interval '2 months' + n * interval '2 minutes' as at,
        case when n <= 5 then 'rare' else 'everybody' end as name) t`);
  await db.query('vacuum analyze');
  reads = await openExplainedReads(db);
});
afterAll(async () => {
  await reads.close();
  await db.drop();
});

const subjects: [string, TimelineSubject][] = [
  ['lead', { kind: 'lead', by: 'id', value: '00000000-0000-0000-0000-000000000002' }],
  ['entity', { kind: 'entity', value: 'rare' }],
  ['user', { kind: 'user', value: 'rare' }],
  ['visitor', { kind: 'visitor', value: 'rare' }],
  ['session', { kind: 'session', value: 'rare' }],
  ['execution', { kind: 'execution', value: 'rare' }],
];

it.each(subjects)('A timeline never reads a whole tenant for a few events: %s', async (_, who) => {
  const parts = { pool: reads.pool, schema: quoteSchema('public'), clock: systemClock };
  reads.take('');
  const page = await queryTimeline(requestFor(who, { tenant: 'big' }), parts);
  const nodes = reads.take('lead_activity_log').flatMap(nodesOf);
  const months = nodes.filter(
    (node) => node['Relation Name']?.startsWith('lead_activity_log') === true,
  );
  expect(page.events).toHaveLength(5);
  expect(months.reduce((sum, node) => sum + rowsRead(node), 0)).toBe(5);
});
