import { maintainDatabase } from '../../nodes/core/maintainDatabase';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { openPool, type PostgresPool } from '../../nodes/core/postgres/pool';
import { systemClock } from '../../nodes/core/systemClock';
import { readEverything, type Shown } from '../support/everyRead';
import { silentLogger } from '../support/silentLogger';
import { ONE_OF_EACH, TenantWorld, WORLD_START } from '../support/tenantWorld';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

const MINUTE = 60_000;
/** A day in a month from now on. */
const inMonths = (count: number): number => {
  const now = systemClock.now();
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + count, 15);
};
/** Linked: Maintain would link the others, and then more would be shown. */
const LINKED = ONE_OF_EACH.filter(({ way }) => way === 'own' || way === 'shared');

let database: TestDatabase;
let pool: PostgresPool;
let backend: unknown;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = openPool({ ...database.config, maxConnections: 1 }, silentLogger);
  backend = await ask('select pg_backend_pid() as pid');
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function ask(statement: string): Promise<unknown> {
  const client = await pool.connect();
  try {
    return (await client.query(statement)).rows[0];
  } finally {
    client.release();
  }
}

/** On the one connection of the pool, which keeps the plans of what it has read before. */
async function read(world: TenantWorld): Promise<Record<string, Shown>> {
  const parts = { pool, schema: quoteSchema('public'), clock: systemClock };
  const shown = await readEverything(world.question(0), parts);
  expect(Object.values(shown).filter(({ count }) => count === 0)).toEqual([]);
  expect(await ask('select pg_backend_pid() as pid')).toEqual(backend);
  return shown;
}

it('a connection goes on reading when Maintain makes months, and finds what is in them', async () => {
  const minute = Math.floor((inMonths(14) - WORLD_START) / MINUTE);
  // Beyond the months of a new database: it waits in a catch-all at first.
  const ahead = { way: 'own', type: 'MESSAGE_SENT', minute } as const;
  const world = new TenantWorld('months', ['a', 'b'], [[...LINKED, ahead], LINKED]);
  await world.store(database);
  const before = await read(world);

  const later = { ...systemClock, now: () => new Date(inMonths(4)) };
  const report = await maintainDatabase(database.pool, { schema: 'public', clock: later });

  expect(report).toMatchObject({ monthsCreated: 4, eventsLinked: 0 });
  expect(await read(world)).toEqual(before);
  const [row] = await database.query<{ partition: string }>(
    'select tableoid::regclass::text as partition from lead_activity_log order by id desc limit 1',
  );
  expect(row?.partition).toMatch(/_y20\d\dm\d\d$/);
  const next = { ...ahead, minute: minute + 1 };
  const more = new TenantWorld('more', ['c', 'd'], [[...LINKED, next], LINKED]);
  await more.store(database);
  expect((await read(more))['Search newest first']?.count).toBe(LINKED.length + 1);
});

it.each([
  ['adds a column to the log', 'alter table lead_activity_log add column note text default $$x$$'],
  ['drops it again', 'alter table lead_activity_log drop column note'],
  ['adds one to the leads', 'alter table leads add column note jsonb default $${}$$ not null'],
  ['makes a column longer', 'alter table leads alter first_name type varchar(500)'],
  ['makes an index', 'create index on lead_activity_log (source)'],
  ['gathers statistics', 'analyze lead_activity_log'],
])('a connection goes on reading when somebody %s', async (_, statement) => {
  const world = new TenantWorld('columns', ['e', 'f'], [ONE_OF_EACH, ONE_OF_EACH]);
  const [there] = await database.query(`select from lead_activity_log where tenant_id = 'e'`);
  if (there === undefined) await world.store(database);
  const before = await read(world);
  await database.query(statement);
  expect(await read(world)).toEqual(before);
});
