import { CancelledError } from '../../../nodes/core/errors';
import type { ConnectionConfig } from '../../../nodes/core/postgres/connectionConfig';
import { openPool, type PostgresPool } from '../../../nodes/core/postgres/pool';
import type { Queryable } from '../../../nodes/core/postgres/queryable';
import { beginCancellable } from '../../../nodes/core/postgres/statements/beginTransaction';
import { cancelBackend } from '../../../nodes/core/postgres/statements/cancelBackend';
import { withTransaction } from '../../../nodes/core/postgres/withTransaction';
import { systemClock } from '../../../nodes/core/systemClock';
import { eventually } from '../../support/eventually';
import { findPgbouncer, startPgbouncer } from '../../support/pgbouncer';
import { silentLogger } from '../../support/silentLogger';
import { createEmptyDatabase, type TestDatabase } from '../../support/testDatabase';

const throughPooler = findPgbouncer() === undefined ? test.skip : test;
/** Far longer than any test may take. */
const LONG = 'select pg_sleep(300)';

let database: TestDatabase;
const pools: PostgresPool[] = [];

beforeAll(async () => {
  database = await createEmptyDatabase();
});
afterAll(async () => {
  for (const pool of pools) await pool.end();
  await database.drop();
});

function open(config: Partial<ConnectionConfig>): PostgresPool {
  const pool = openPool({ ...database.config, ...config }, silentLogger);
  pools.push(pool);
  return pool;
}

function transaction<T>(
  pool: PostgresPool,
  signal: AbortSignal,
  work: (db: Queryable) => Promise<T>,
): Promise<T> {
  const deadline = systemClock.elapsed() + 60_000;
  const limits = { clock: systemClock, deadline, statementTimeout: 60_000, signal };
  return withTransaction(pool, limits, work);
}

async function backendOf(db: Queryable): Promise<unknown> {
  const { rows } = await db.query('select pg_backend_pid() as pid');
  return (rows[0] as { pid: number }).pid;
}

/** A transaction that is cancelled while its long statement runs. */
async function cancelledWhileRunning(pool: PostgresPool): Promise<{ pid: unknown }> {
  const stop = new AbortController();
  let pid: unknown;
  const running = transaction(pool, stop.signal, async (db) => {
    pid = await backendOf(db);
    await db.query(LONG);
  });
  running.catch(() => undefined);
  await eventually('the statement runs', async () => pid !== undefined && (await isRunning(pid)));
  stop.abort();
  await expect(running).rejects.toBeInstanceOf(CancelledError);
  return { pid };
}

async function isRunning(pid: unknown): Promise<boolean> {
  const rows = await database.query(
    "select from pg_stat_activity where pid = $1 and state = 'active' and query = $2",
    [pid, LONG],
  );
  return rows.length > 0;
}

const nobody = new AbortController().signal;

describe('a transaction that is cancelled', () => {
  it('is stopped on the server, and its connection serves the next one', async () => {
    const pool = open({ maxConnections: 2 });
    const { pid } = await cancelledWhileRunning(pool);
    expect(await isRunning(pid)).toBe(false);
    const stillThere = await database.query('select from pg_stat_activity where pid = $1', [pid]);
    expect(stillThere).toHaveLength(1);
    await expect(transaction(pool, nobody, (db) => db.query('select 1'))).resolves.toBeDefined();
  });

  it('is closed when the pool has no second connection, which stops it a little later', async () => {
    const pool = open({ maxConnections: 1 });
    const { pid } = await cancelledWhileRunning(pool);
    await eventually('the server noticed', async () => !(await isRunning(pid)));
    expect(await transaction(pool, nobody, backendOf)).not.toBe(pid);
  });

  throughPooler('is stopped behind PgBouncer too (needs PgBouncer)', async () => {
    const { port, user, password } = database.config;
    const pooler = await startPgbouncer({ port, user, password });
    try {
      const pool = open({ port: pooler.port, maxConnections: 2 });
      const { pid } = await cancelledWhileRunning(pool);
      expect(await isRunning(pid)).toBe(false);
      await expect(transaction(pool, nobody, backendOf)).resolves.toBeDefined();
      await pools.pop()?.end();
    } finally {
      await pooler.stop();
    }
  });

  it('is not mistaken for the one that its backend runs next', async () => {
    const client = await open({ maxConnections: 1 }).connect();
    const begun = { statementTimeout: 60_000, readOnly: false };
    const ended = await beginCancellable(client, begun);
    await client.query('rollback');
    const current = await beginCancellable(client, begun);
    const running = client.query(LONG);
    running.catch(() => undefined);
    await eventually('the statement runs', () => isRunning(current.pid));
    const other = await database.pool.connect();
    try {
      expect(await cancelBackend(other, ended)).toBe(false);
      expect(await cancelBackend(other, current)).toBe(true);
      await expect(running).rejects.toMatchObject({ code: '57014' });
    } finally {
      // Else the pools would wait for them, and what failed would be hidden by the time limit.
      other.release();
      client.release(true);
    }
  });

  it('sends nothing when it was cancelled before', async () => {
    const untouched: PostgresPool = {
      connect: () => Promise.reject(new Error('connected')),
      end: () => Promise.resolve(),
    };
    const early = transaction(untouched, AbortSignal.abort(), backendOf);
    await expect(early).rejects.toBeInstanceOf(CancelledError);
  });

  it('sends no further statement of its work', async () => {
    const pool = open({ maxConnections: 2 });
    const stop = new AbortController();
    let late: unknown;
    const work = transaction(pool, stop.signal, async (db) => {
      stop.abort();
      late = await db.query('select 1').catch((error: unknown) => error);
    });
    await expect(work).rejects.toBeInstanceOf(CancelledError);
    await eventually('the work went on', () => late !== undefined);
    expect(late).toBeInstanceOf(CancelledError);
  });

  it('does not wait for a connection any longer', async () => {
    const pool = open({ maxConnections: 1 });
    const holder = await pool.connect();
    const stop = new AbortController();
    const waiting = transaction(pool, stop.signal, backendOf);
    stop.abort();
    await expect(waiting).rejects.toBeInstanceOf(CancelledError);
    holder.release();
    await expect(transaction(pool, nobody, backendOf)).resolves.toBeDefined();
  });

  it('leaves nothing behind on a connection that is used without a signal', async () => {
    const pool = open({ maxConnections: 1 });
    await transaction(pool, nobody, backendOf);
    const client = await pool.connect();
    const { rows } = await client.query('show client_connection_check_interval');
    client.release();
    expect(rows).toEqual([{ client_connection_check_interval: '0' }]);
  });
});
