import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { openPool, type PostgresPool } from '../../nodes/core/postgres/pool';
import { type ReadParts } from '../../nodes/core/reading/readTransaction';
import { systemClock } from '../../nodes/core/systemClock';
import { EVERY_READ, readEverything, type Shown } from '../support/everyRead';
import { findPgbouncer, type Pooler, startPgbouncer } from '../support/pgbouncer';
import { silentLogger } from '../support/silentLogger';
import { ONE_OF_EACH, TenantWorld } from '../support/tenantWorld';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

const maybe = findPgbouncer() === undefined ? test.skip : test;
const CLIENTS = 20;
const ROUNDS = 3;

let database: TestDatabase;
let pooler: Pooler | undefined;
let pool: PostgresPool | undefined;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await pool?.end();
  await pooler?.stop();
  await database.drop();
});

/** Twenty clients share three connections: each transaction may meet another one than the last. */
maybe('everything is read through PgBouncer by many at once (needs pgbouncer)', async () => {
  pooler = await startPgbouncer(database.config, { default_pool_size: '3' });
  pool = openPool({ ...database.config, port: pooler.port, maxConnections: CLIENTS }, silentLogger);
  const world = new TenantWorld('pooled', ['a', 'b'], [ONE_OF_EACH, ONE_OF_EACH]);
  await world.store(database);
  const direct = partsOf(database.pool);
  const expected = [
    await readEverything(world.question(0), direct),
    await readEverything(world.question(1), direct),
  ];
  const pooled = partsOf(pool);
  for (let round = 0; round < ROUNDS; round++) {
    const asked = EVERY_READ.map(async ({ name, ask, run }, at): Promise<[string, Shown]> => {
      const tenant = (at + round) % 2;
      const parts = { ...pooled, signal: new AbortController().signal };
      return [`${name} ${tenant}`, await run(ask(world.question(tenant)), parts)];
    });
    for (const [name, shown] of await Promise.all(asked)) {
      expect([name, shown]).toEqual([name, expected[Number(name.slice(-1))]?.[name.slice(0, -2)]]);
    }
  }
  expect(await serverConnections()).toBeLessThanOrEqual(3);
});

const partsOf = (through: PostgresPool): ReadParts => ({
  ...{ pool: through, schema: quoteSchema('public'), clock: systemClock },
});

/** Those of the database that are not the test's own pool. */
async function serverConnections(): Promise<number> {
  const [row] = await database.query<{ pooled: number }>(
    `select count(*)::int as pooled from pg_stat_activity
     where datname = current_database() and client_port not in (
       select client_port from pg_stat_activity where pid = pg_backend_pid())`,
  );
  return row?.pooled ?? 0;
}
