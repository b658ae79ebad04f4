import { keepMonths } from '../../nodes/core/postgres/keepMonths';
import { migrate } from '../../nodes/core/postgres/migrate';
import { systemClock } from '../../nodes/core/systemClock';
import { insertEvent, partitionOf, registerTestEventType } from '../support/insertEvent';
import { createEmptyDatabase, type TestDatabase } from '../support/testDatabase';

let database: TestDatabase;
beforeEach(async () => {
  database = await createEmptyDatabase();
  await migrate(database.pool, { schema: 'public', clock: systemClock, dryRun: false });
  await registerTestEventType(database);
});
afterEach(() => database.drop());

/** Creates months as if the present were `now`. */
function keep(now: string, back: number, ahead: number): Promise<number> {
  const clock = { ...systemClock, now: () => new Date(now) };
  return keepMonths(database.pool, { schema: 'public', clock, back, ahead });
}

async function partitions(): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits
     where inhparent = 'lead_activity_log'::regclass order by 1`,
  );
  return rows.map(({ name }) => name.replace('lead_activity_log_', ''));
}

test('Before any month exists, events of all times are stored', async () => {
  const id = await insertEvent(database, { at: '1970-01-01T00:00:00.000Z' });

  expect(await partitionOf(database, id)).toBe('lead_activity_log_future');
});

test('Months are cut at midnight UTC, whatever the time zone of the session', async () => {
  await database.query(`alter database ${database.name} set timezone to 'Pacific/Auckland'`);
  await database.pool.connect().then((client) => client.release(true));

  expect(await keep('2026-12-31T23:59:59.999Z', 1, 1)).toBe(3);

  const last = await insertEvent(database, { at: '2026-12-31T23:59:59.999Z' });
  const first = await insertEvent(database, { at: '2027-01-01T00:00:00.000Z' });
  expect(await partitionOf(database, last)).toBe('lead_activity_log_y2026m12');
  expect(await partitionOf(database, first)).toBe('lead_activity_log_y2027m01');
});

test('Rows move out of the catch-alls into their months, complete and with their own times', async () => {
  const times = [
    '2001-01-01T00:00:00.000Z',
    '2026-03-15T10:00:00.123Z',
    '2031-01-01T00:00:00.000Z',
  ];
  const ids = await Promise.all(times.map((at) => insertEvent(database, { at })));
  const contents = () => database.query('select * from lead_activity_log order by id');
  const before = await contents();

  expect(await keep('2026-04-01T00:00:00Z', 2, 1)).toBe(4);

  expect(await Promise.all(ids.map((id) => partitionOf(database, id)))).toEqual([
    'lead_activity_log_past',
    'lead_activity_log_y2026m03',
    'lead_activity_log_future',
  ]);
  expect(await contents()).toEqual(before);
  expect(before).toHaveLength(3);
});

test('Months are added at either end without a gap, and repeating adds none', async () => {
  await keep('2026-04-10T00:00:00Z', 1, 1);
  const later = await insertEvent(database, { at: '2026-08-20T00:00:00.000Z' });
  const earlier = await insertEvent(database, { at: '2026-01-20T00:00:00.000Z' });

  expect(await keep('2026-08-10T00:00:00Z', 0, 1)).toBe(4);
  expect(await keep('2026-01-10T00:00:00Z', 0, 0)).toBe(2);
  expect(await keep('2026-08-10T00:00:00Z', 7, 1)).toBe(0);

  const months = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((month) => `y2026m0${month}`);
  expect(await partitions()).toEqual(['future', 'past', ...months]);
  expect(await partitionOf(database, later)).toBe('lead_activity_log_y2026m08');
  expect(await partitionOf(database, earlier)).toBe('lead_activity_log_y2026m01');
});

test('The laws hold for rows that were moved and in the catch-all that was put back', async () => {
  const moved = await insertEvent(database, { at: '2026-04-15T00:00:00.000Z' });
  const left = await insertEvent(database, { at: '2031-01-01T00:00:00.000Z' });
  await keep('2026-04-10T00:00:00Z', 0, 0);

  for (const id of [moved, left]) {
    const table = await partitionOf(database, id);
    for (const sql of [
      `delete from ${table}`,
      `update ${table} set tier = 'x'`,
      `truncate ${table}`,
    ]) {
      await expect(database.query(sql)).rejects.toMatchObject({ code: '23001' });
    }
  }
});

test('Rows stay where they are by force of the law: moving needs a detached catch-all', async () => {
  await insertEvent(database, { at: '2031-01-01T00:00:00.000Z' });

  await expect(
    database.query(
      `select move_activity_rows('lead_activity_log_future', 'lead_activity_log',
         activity_id_floor('2030-01-01'), activity_id_floor('2032-01-01'))`,
    ),
  ).rejects.toMatchObject({ code: '23001' });
});

test('While a writer holds the table, creating months waits, tries again and succeeds', async () => {
  const writer = await database.pool.connect();
  await writer.query('begin');
  await writer.query('lock table lead_activity_log in row exclusive mode');
  const waits: number[] = [];
  const clock = {
    ...systemClock,
    sleep: async (milliseconds: number, signal?: AbortSignal) => {
      if (signal !== undefined) return systemClock.sleep(milliseconds, signal);
      waits.push(milliseconds);
      await writer.query('commit');
      writer.release();
    },
  };

  const created = await keepMonths(database.pool, { schema: 'public', clock, back: 0, ahead: 0 });

  expect(created).toBe(1);
  expect(waits).toEqual([500]);
});

test('A date predicate alone reads no other month', async () => {
  await keep('2026-04-10T00:00:00Z', 3, 3);
  const rows = await database.query<{ 'QUERY PLAN': string }>(
    `explain select count(*) from lead_activity_log
     where "timestamp" >= '2026-04-02Z' and "timestamp" < '2026-04-03Z'`,
  );
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');

  expect(plan).toContain('y2026m04');
  expect(plan).not.toMatch(/y2026m0[^4]/);
});
