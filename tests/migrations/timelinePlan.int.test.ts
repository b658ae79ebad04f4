import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.query(`select register_event_type('TEST_EVENT', 'SYSTEM')`);
  await database.query(
    'insert into leads (id) select gen_random_uuid() from generate_series(1, 50)',
  );
  await database.query(
    `insert into lead_activity_log (id, event_type, event_category, lead_id, description, source,
       payload_hash, "timestamp")
     select overlay(activity_id_floor(at)::text placing lpad(to_hex(row_number() over ()), 12, '0') from 25)::uuid,
       'TEST_EVENT', 'SYSTEM', l.id, 'Something happened', 'ui:test', '', at
     from leads l, generate_series(now() - interval '23 months', now(), '2 days') at`,
  );
  await database.query('analyze lead_activity_log');
});
afterAll(() => database.drop());

async function planOf(sql: string): Promise<string> {
  const rows = await database.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${sql}`);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

test('The timeline of a lead reads the months newest first, without sorting', async () => {
  const leads = await database.query<{ id: string }>('select id from leads limit 1');
  const leadId = leads.map(({ id }) => id).join();

  const plan = await planOf(
    `select * from lead_activity_log where lead_id = '${leadId}' order by id desc limit 51`,
  );

  expect(plan).toMatch(/^Limit\n\s+->\s+Append\n/);
  expect(plan).not.toContain('Sort');
  expect(plan).not.toContain('Seq Scan on lead_activity_log_y');
  expect(plan.indexOf('_future')).toBeLessThan(plan.indexOf('_past'));
});

test('Browsing a tenant newest first reads the key, without sorting', async () => {
  const plan = await planOf(
    `select * from lead_activity_log where tenant_id = 'default' order by id desc limit 51`,
  );

  expect(plan).toMatch(/^Limit\n\s+->\s+Append\n/);
  expect(plan).not.toContain('Sort');
});
