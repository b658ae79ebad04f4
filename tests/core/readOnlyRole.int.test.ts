import { join } from 'node:path';
import { ConfigurationError } from '../../nodes/core/errors';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import type { PostgresPool } from '../../nodes/core/postgres/pool';
import type { ReadParts } from '../../nodes/core/reading/readTransaction';
import { systemClock } from '../../nodes/core/systemClock';
import { EVERY_READ, readEverything } from '../support/everyRead';
import { findPsql, runPsql } from '../support/psql';
import { ONE_OF_EACH, TenantWorld } from '../support/tenantWorld';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { createTestRole, type TestRole } from '../support/testRole';

const GRANTS = join(__dirname, '../../migrations/grants.sql');
const maybe = findPsql() === undefined ? test.skip : test;
const world = new TenantWorld('roles', ['mine', 'theirs'], [ONE_OF_EACH, ONE_OF_EACH]);

let database: TestDatabase;
let writer: TestRole;
let reader: TestRole;
let operator: TestRole;
beforeAll(async () => {
  database = await createTestDatabase();
  [writer, reader, operator] = await Promise.all([
    createTestRole(database),
    createTestRole(database),
    createTestRole(database),
  ]);
  if (findPsql() === undefined) return;
  const roles = Object.entries({ writer, reader, operator });
  const names = roles.flatMap(([name, role]) => ['-v', `${name}=${role.name}`]);
  runPsql(database.connectionString, [...names, '-f', GRANTS]);
  await world.store(database);
});
afterAll(async () => {
  for (const role of [operator, writer, reader]) await role.drop();
  await database.drop();
});

const partsOf = ({ pool }: { readonly pool: PostgresPool }): ReadParts => ({
  ...{ pool, schema: quoteSchema('public'), clock: systemClock },
});

async function run({ pool }: TestRole, statement: string): Promise<unknown> {
  const client = await pool.connect();
  try {
    return await client.query(statement);
  } finally {
    client.release();
  }
}

maybe('A reader reads everything that an owner reads (needs psql)', async () => {
  const shown = await readEverything(world.question(0), partsOf(reader));
  expect(shown).toEqual(await readEverything(world.question(0), partsOf(database)));
  expect(Object.values(shown).filter(({ count }) => count === 0)).toEqual([]);
});

maybe('A reader writes nowhere (needs psql)', async () => {
  const tables = await database.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c
     where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace`,
  );
  expect(tables.length).toBeGreaterThan(30);
  for (const { name } of tables) {
    for (const statement of [
      `insert into ${name} default values`,
      `delete from ${name}`,
      `truncate ${name} cascade`,
    ]) {
      await expect(run(reader, statement)).rejects.toMatchObject({ code: '42501' });
    }
  }
  await expect(run(reader, 'create table mine (a int)')).rejects.toMatchObject({ code: '42501' });
  await expect(run(reader, 'update leads set email = null')).rejects.toMatchObject({
    code: '42501',
  });
});

maybe('An operator reads everything that an owner reads (needs psql)', async () => {
  const shown = await readEverything(world.question(0), partsOf(operator));
  expect(shown).toEqual(await readEverything(world.question(0), partsOf(database)));
});

maybe('A writer cannot read what events say or who leads are (needs psql)', async () => {
  for (const { name, ask, run: read } of EVERY_READ) {
    const failure: unknown = await read(ask(world.question(0)), partsOf(writer)).catch(
      (error: unknown) => error,
    );
    expect([name, failure]).toEqual([name, expect.any(ConfigurationError)]);
    expect(failure).toMatchObject({ code: '42501', hint: expect.stringContaining('grants.sql') });
  }
});
