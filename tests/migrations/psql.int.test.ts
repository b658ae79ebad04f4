import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { dumpSchema } from '../../scripts/generate/dumpSchema';
import { EMBEDDED_MIGRATIONS } from '../../nodes/core/postgres/embeddedMigrations';
import { migrate } from '../../nodes/core/postgres/migrate';
import { systemClock } from '../../nodes/core/systemClock';
import { findPsql, runPsql } from '../support/psql';
import { createEmptyDatabase, type TestDatabase } from '../support/testDatabase';

const FOLDER = join(__dirname, '../../migrations');
const FILES = readdirSync(FOLDER)
  .filter((name) => /^\d{4}_.*\.sql$/.test(name))
  .sort();
const ODD_NAME = `My "odd" Schema's \\n`;

const maybe = findPsql() === undefined ? test.skip : test;

let database: TestDatabase;
beforeEach(async () => {
  database = await createEmptyDatabase();
});
afterEach(() => database.drop());

function applyWithPsql(schema: string, files: readonly string[]): void {
  const flags = files.flatMap((name) => ['-f', join(FOLDER, name)]);
  runPsql(database.connectionString, ['-v', `schema=${schema}`, '-o', '/dev/null', ...flags]);
}

async function dump(schema: string): Promise<string> {
  const client = await database.pool.connect();
  try {
    return await dumpSchema(client, schema);
  } finally {
    client.release(true);
  }
}

maybe('psql applies the files unchanged, whatever the schema is called (needs psql)', async () => {
  await migrate(database.pool, { schema: 'public', clock: systemClock, dryRun: false });

  applyWithPsql(ODD_NAME, FILES);

  expect(await dump(ODD_NAME)).toBe(await dump('public'));
});

maybe('The runner accepts what psql applied and adds the checksums (needs psql)', async () => {
  applyWithPsql('public', FILES);

  const report = await migrate(database.pool, {
    schema: 'public',
    clock: systemClock,
    dryRun: false,
  });

  expect(report).toEqual({ applied: [], alreadyApplied: EMBEDDED_MIGRATIONS.length, sql: null });
  const unknown = await database.query('select from activity_log_migration where checksum is null');
  expect(unknown).toEqual([]);
});

maybe('The runner goes on where psql stopped (needs psql)', async () => {
  applyWithPsql('public', FILES.slice(0, 3));

  const report = await migrate(database.pool, {
    schema: 'public',
    clock: systemClock,
    dryRun: false,
  });

  expect(report.alreadyApplied).toBe(3);
  expect(report.applied[0]).toEqual({ version: 4, name: 'laws' });
});

maybe('psql stops at a file that is in place and changes nothing (needs psql)', async () => {
  applyWithPsql('public', FILES);
  const before = await dump('public');

  for (const [index, name] of FILES.entries()) {
    expect(() => applyWithPsql('public', [name])).toThrow(
      `Migration ${index + 1} (${name.slice(5, -4)}) was applied already; nothing was changed.`,
    );
  }

  expect(await dump('public')).toBe(before);
  const ledger = await database.query('select from activity_log_migration');
  expect(ledger).toHaveLength(FILES.length);
});

maybe('psql refuses a file whose forerunner is missing (needs psql)', async () => {
  applyWithPsql('public', FILES.slice(0, 1));

  expect(() => applyWithPsql('public', FILES.slice(2, 3))).toThrow('needs migration 2 first');
});
