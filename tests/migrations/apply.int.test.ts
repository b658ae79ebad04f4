import { dumpSchema } from '../../scripts/generate/dumpSchema';
import { EMBEDDED_MIGRATIONS } from '../../nodes/core/postgres/embeddedMigrations';
import { migrate } from '../../nodes/core/postgres/migrate';
import { setUpDatabase } from '../../nodes/core/setUpDatabase';
import { systemClock } from '../../nodes/core/systemClock';
import { createEmptyDatabase, type TestDatabase } from '../support/testDatabase';

const COUNT = EMBEDDED_MIGRATIONS.length;
const ODD_NAME = `My "odd" Schema's \\n`;

let database: TestDatabase;
beforeEach(async () => {
  database = await createEmptyDatabase();
});
afterEach(() => database.drop());

const options = { schema: 'public', clock: systemClock, dryRun: false };

async function dump(schema: string): Promise<string> {
  const client = await database.pool.connect();
  try {
    return await dumpSchema(client, schema);
  } finally {
    client.release(true);
  }
}

test('An empty database gets every migration, in order, with checksums', async () => {
  const report = await migrate(database.pool, options);

  expect(report.applied.map(({ version }) => version)).toEqual(
    EMBEDDED_MIGRATIONS.map(({ version }) => version),
  );
  expect(report.alreadyApplied).toBe(0);
  expect(report.sql).toBeNull();
  const ledger = await database.query<{ checksum: string; applied_by: string }>(
    'select * from activity_log_migration order by version',
  );
  expect(ledger).toHaveLength(COUNT);
  for (const row of ledger) {
    expect(row.checksum).toMatch(/^[0-9a-f]{64}$/);
    expect(row.applied_by).toBe('postgres');
  }
});

test('A second run finds everything in place and changes nothing', async () => {
  await migrate(database.pool, options);
  const before = await dump('public');

  const report = await migrate(database.pool, options);

  expect(report).toEqual({ applied: [], alreadyApplied: COUNT, sql: null });
  expect(await dump('public')).toBe(before);
});

test('Twenty runs at once apply each migration exactly once', async () => {
  const runs = Array.from({ length: 20 }, () => setUpDatabase(database.pool, options));

  const reports = await Promise.all(runs);

  const applied = reports.flatMap(({ migrations }) => migrations.applied);
  expect(applied.map(({ version }) => version).sort((a, b) => a - b)).toEqual(
    EMBEDDED_MIGRATIONS.map(({ version }) => version),
  );
  const months = reports.map(({ monthsCreated }) => monthsCreated);
  expect(months.filter((count) => count > 0)).toEqual([37]);
});

test('A schema of any other name is created and gets the same objects', async () => {
  await setUpDatabase(database.pool, options);

  await setUpDatabase(database.pool, { ...options, schema: ODD_NAME });

  expect(await dump(ODD_NAME)).toBe(await dump('public'));
  const months = await database.query<{ schema: string; months: string }>(
    `select nspname as schema, count(*) as months from pg_class
     join pg_namespace n on n.oid = relnamespace
     where relname ~ '^lead_activity_log_y\\d{4}m\\d{2}$' group by 1`,
  );
  expect(new Map(months.map(({ schema, months: count }) => [schema, count]))).toEqual(
    new Map([
      ['public', '37'],
      [ODD_NAME, '37'],
    ]),
  );
});

test('A dry run gives the SQL of what is pending and changes nothing', async () => {
  const { migrations, monthsCreated } = await setUpDatabase(database.pool, {
    ...options,
    schema: 'book',
    dryRun: true,
  });

  expect(migrations.applied).toHaveLength(COUNT);
  expect(monthsCreated).toBe(0);
  const left = await database.query(`select from pg_namespace where nspname = 'book'`);
  expect(left).toEqual([]);

  await database.query(migrations.sql ?? '');
  const afterwards = await migrate(database.pool, { ...options, schema: 'book', dryRun: true });
  expect(afterwards).toEqual({ applied: [], alreadyApplied: COUNT, sql: '' });
});

test('A failing migration leaves nothing half done, and the next run goes on from there', async () => {
  await database.query('create table activity_retry_queue (id integer)');

  await expect(migrate(database.pool, options)).rejects.toMatchObject({
    name: 'ConfigurationError',
    message: 'relation "activity_retry_queue" already exists',
  });
  const [state] = await database.query(
    `select to_regclass('activity_dedupe') as dedupe, max(version) as version
     from activity_log_migration`,
  );
  expect(state).toEqual({ dedupe: null, version: 4 });

  await database.query('drop table activity_retry_queue');
  expect((await migrate(database.pool, options)).alreadyApplied).toBe(4);
});
