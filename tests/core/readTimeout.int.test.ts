import { TargetUnavailableError } from '../../nodes/core/errors';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { openPool, type PostgresPool } from '../../nodes/core/postgres/pool';
import { systemClock } from '../../nodes/core/systemClock';
import { EVERY_READ } from '../support/everyRead';
import { silentLogger } from '../support/silentLogger';
import { ONE_OF_EACH, TenantWorld } from '../support/tenantWorld';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

/** Milliseconds. */
const TIMEOUT = 30;
const world = new TenantWorld('slow', ['mine', 'theirs'], [ONE_OF_EACH, ONE_OF_EACH]);

let database: TestDatabase;
let pool: PostgresPool;
beforeAll(async () => {
  database = await createTestDatabase();
  await world.store(database);
  pool = openPool({ ...database.config, maxConnections: 1 }, silentLogger);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** While a lock is held, no statement over events and leads comes to its end. */
async function whileNothingEnds(work: () => Promise<void>): Promise<void> {
  const client = await database.pool.connect();
  try {
    await client.query('begin; lock table lead_activity_log, leads in access exclusive mode');
    await work();
  } finally {
    await client.query('rollback');
    client.release();
  }
}

const backend = async (): Promise<unknown> => {
  const client = await pool.connect();
  try {
    return (await client.query('select pg_backend_pid() as pid')).rows[0];
  } finally {
    client.release();
  }
};

const parts = () => ({ pool, schema: quoteSchema('public'), clock: systemClock });

it('every operation that takes too long says so, and leaves its connection usable', async () => {
  const before = await backend();
  const hasty = { ...world.question(0), statementTimeout: TIMEOUT };
  await whileNothingEnds(async () => {
    for (const { name, ask, run } of EVERY_READ) {
      const failure: unknown = await run(ask(hasty), parts()).catch((error: unknown) => error);
      expect([name, failure]).toEqual([name, expect.any(TargetUnavailableError)]);
      expect(failure).toMatchObject({
        code: '57014',
        message: expect.stringContaining('time limit'),
        hint: expect.stringContaining('Statement Timeout'),
      });
    }
  });
  expect(await backend()).toEqual(before);
  for (const { name, ask, run } of EVERY_READ) {
    const { count } = await run(ask(world.question(0)), parts());
    expect([name, count > 0]).toEqual([name, true]);
  }
});
