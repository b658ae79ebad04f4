import { migrate } from '../../../nodes/core/postgres/migrate';
import { openPool } from '../../../nodes/core/postgres/pool';
import { systemClock } from '../../../nodes/core/systemClock';
import { silentLogger } from '../../support/silentLogger';
import { createTestDatabase, type TestDatabase } from '../../support/testDatabase';

const options = { schema: 'public', clock: systemClock, dryRun: false };

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

test.each([true, false])(
  'A migration that was changed after it was applied is named (dry run: %s)',
  async (dryRun) => {
    await database.query(`update activity_log_migration set checksum = 'other' where version = 3`);

    await expect(migrate(database.pool, { ...options, dryRun })).rejects.toMatchObject({
      name: 'ConfigurationError',
      code: 'changed_migration',
      message: 'Migration 3 (activity_log) differs from the one that was applied here.',
      hint: expect.stringContaining('Install the package version'),
    });
  },
);

test('A migration that psql applied gets its checksum, and a dry run leaves it as it is', async () => {
  const checksums = () =>
    database.query('select version, checksum from activity_log_migration order by version');
  const before = await checksums();
  await database.query('update activity_log_migration set checksum = null where version > 2');

  const dry = await migrate(database.pool, { ...options, dryRun: true });
  expect(dry).toEqual({ applied: [], alreadyApplied: before.length, sql: '' });
  expect(await checksums()).not.toEqual(before);

  await migrate(database.pool, options);
  expect(await checksums()).toEqual(before);
});

test('Migrations of a newer version in the ledger do not disturb an older one', async () => {
  await database.query(
    `insert into activity_log_migration (version, name, checksum) values (999, 'newer', 'x')`,
  );

  expect((await migrate(database.pool, options)).applied).toEqual([]);
});

test.each([
  ['a wrong password', { password: 'wrong' }, 'ConfigurationError', '28P01'],
  ['an unknown database', { database: 'nowhere' }, 'ConfigurationError', '3D000'],
  ['a closed port', { port: 1 }, 'TargetUnavailableError', 'ECONNREFUSED'],
])('With %s the error says so and what to check', async (_what, change, ...[name, code]) => {
  const pool = openPool({ ...database.config, ...change }, silentLogger);

  await expect(migrate(pool, options)).rejects.toMatchObject({
    name,
    code,
    hint: expect.stringMatching(/credential/),
  });
  await pool.end();
});

test('A schema name that PostgreSQL would cut is refused before anything happens', async () => {
  await expect(
    migrate(database.pool, { ...options, schema: 'x'.repeat(64) }),
  ).rejects.toMatchObject({
    name: 'ConfigurationError',
    message: expect.stringContaining('1 to 63 bytes'),
  });
});
