import { maintainDatabase } from '../../nodes/core/maintainDatabase';
import { systemClock } from '../../nodes/core/systemClock';
import { insertEvent, partitionOf, registerTestEventType } from '../support/insertEvent';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

const YEAR_MS = 365 * 86_400_000;

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
  await registerTestEventType(database);
});
afterEach(() => database.drop());

const options = { schema: 'public', clock: systemClock };
const inAYear = {
  ...options,
  clock: { ...systemClock, now: () => new Date(systemClock.now().getTime() + YEAR_MS) },
};

test('Maintaining right after set-up finds nothing to do', async () => {
  expect(await maintainDatabase(database.pool, options)).toEqual({
    monthsCreated: 0,
    eventsLinked: 0,
    dedupeKeysExpired: 0,
  });
});

test('A year later twelve months are added, and events that waited for them move in', async () => {
  const at = new Date(systemClock.now().getTime() + 1.5 * YEAR_MS).toISOString();
  const id = await insertEvent(database, { at });
  expect(await partitionOf(database, id)).toBe('lead_activity_log_future');

  const report = await maintainDatabase(database.pool, inAYear);

  expect(report.monthsCreated).toBe(12);
  const month = `lead_activity_log_y${at.slice(0, 4)}m${at.slice(5, 7)}`;
  expect(await partitionOf(database, id)).toBe(month);
});

test('Leads that came late get their events', async () => {
  await insertEvent(database, { leadAirtableId: 'recA' });
  await database.query(`insert into leads (airtable_record_id) values ('recA')`);

  expect((await maintainDatabase(database.pool, options)).eventsLinked).toBe(1);
});

test('Dedupe keys older than 365 days are forgotten, all of them, and younger ones kept', async () => {
  await database.query(
    `insert into activity_dedupe (tenant_id, key_hash, event_id, payload_hash, created_at)
     select 'default', sha256(n::text::bytea), gen_random_uuid(), ''::bytea, now() - make_interval(days => d)
     from generate_series(1, 12000) n, (values (366)) old (d)
     union all
     select 'default', sha256('young'), gen_random_uuid(), ''::bytea, now() - interval '364 days'`,
  );

  expect((await maintainDatabase(database.pool, options)).dedupeKeysExpired).toBe(12_000);
  expect(await database.query('select from activity_dedupe')).toHaveLength(1);
});

test('Eight maintainers at once do the work once', async () => {
  await insertEvent(database, { leadAirtableId: 'recA' });
  await database.query(`insert into leads (airtable_record_id) values ('recA')`);

  const reports = await Promise.all(
    Array.from({ length: 8 }, () => maintainDatabase(database.pool, inAYear)),
  );

  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  expect(sum(reports.map(({ monthsCreated }) => monthsCreated))).toBe(12);
  expect(sum(reports.map(({ eventsLinked }) => eventsLinked))).toBe(1);
});
