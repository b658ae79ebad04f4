import type { Logger } from '../../../nodes/core/ports';
import { classifyError } from '../../../nodes/core/postgres/classifyError';
import { openPool, type PostgresPool } from '../../../nodes/core/postgres/pool';
import type { Queryable } from '../../../nodes/core/postgres/queryable';
import {
  NoAnswerError,
  RolledBackError,
  withTransaction,
} from '../../../nodes/core/postgres/withTransaction';
import { systemClock } from '../../../nodes/core/systemClock';
import { eventually } from '../../support/eventually';
import { silentLogger } from '../../support/silentLogger';
import { createEmptyDatabase, type TestDatabase } from '../../support/testDatabase';

let database: TestDatabase;
/** With one connection, so that who gets which one can be told. */
let pool: PostgresPool;
const warnings: string[] = [];
const lost: string[] = [];

beforeAll(async () => {
  database = await createEmptyDatabase();
  await database.query('create table notes (note text)');
  const logger: Logger = {
    ...silentLogger,
    warn: (message) => void warnings.push(message),
    debug: (message) => void lost.push(message),
  };
  pool = openPool({ ...database.config, maxConnections: 1 }, logger);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

function transaction<T>(
  work: (db: Queryable) => Promise<T>,
  limits: { wait?: number; statement?: number } = {},
): Promise<T> {
  const { wait = 30_000, statement = 10_000 } = limits;
  const deadline = systemClock.elapsed() + wait;
  return withTransaction(pool, { clock: systemClock, deadline, statementTimeout: statement }, work);
}

async function single(db: Queryable, text: string): Promise<unknown> {
  const { rows } = await db.query(text);
  return Object.values(rows[0] as object)[0];
}

const backend = () => transaction((db) => single(db, 'select pg_backend_pid()'));

async function notes(): Promise<unknown[]> {
  return (await database.query<{ note: string }>('select note from notes')).map(({ note }) => note);
}

describe('a transaction', () => {
  it('keeps what was written and returns what the work returned', async () => {
    const answer = await transaction(async (db) => {
      await db.query("insert into notes values ('kept')");
      return 'done';
    });
    expect(answer).toBe('done');
    expect(await notes()).toContain('kept');
  });

  it('fails when the server answers its COMMIT with a rollback', async () => {
    const swallowing = transaction(async (db) => {
      await db.query("insert into notes values ('phantom')");
      await db.query('select 1/0').catch(() => undefined);
    });
    await expect(swallowing).rejects.toBeInstanceOf(RolledBackError);
    expect(await notes()).not.toContain('phantom');
  });

  it('writes nothing when the work fails, and lets its error through', async () => {
    const bug = new TypeError('a bug');
    const failing = transaction(async (db) => {
      await db.query("insert into notes values ('half')");
      throw bug;
    });
    await expect(failing).rejects.toBe(bug);
    expect(await notes()).not.toContain('half');
  });

  it('leaves no setting behind on its connection', async () => {
    const inside = await transaction((db) => single(db, 'show statement_timeout'), {
      statement: 1234.5,
    });
    const client = await pool.connect();
    const outside = await single(client, 'show statement_timeout');
    client.release();
    expect([inside, outside]).toEqual(['1235ms', '0']);
  });
});

describe('the connection of a transaction', () => {
  it.each([
    ['a statement that the server refuses', 'select 1/0', '22012'],
    ['a statement beyond its time limit', 'select pg_sleep(60)', '57014'],
  ])('goes back to the pool after %s', async (_, text, code) => {
    const before = await backend();
    const failing = transaction((db) => db.query(text), { statement: 100 });
    await expect(failing).rejects.toMatchObject({ code });
    expect(await backend()).toBe(before);
  });

  it('goes back to the pool after a rollback at the end', async () => {
    const before = await backend();
    const swallowing = transaction((db) => db.query('select 1/0').catch(() => undefined));
    await expect(swallowing).rejects.toBeInstanceOf(RolledBackError);
    expect(await backend()).toBe(before);
  });

  it('is given up when the server does not answer, and nobody waits for it', async () => {
    const before = await backend();
    const hanging = transaction((db) => db.query('select pg_sleep(60)'), {
      wait: 300,
      statement: 120_000,
    });
    const error: unknown = await hanging.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NoAnswerError);
    expect(classifyError(error)).toMatchObject({ code: 'no_answer', ambiguous: true });
    const running = await database.query(
      "select pid from pg_stat_activity where state = 'active' and query like '%pg_sleep(60)%' and pid <> pg_backend_pid()",
    );
    expect(running).toEqual([{ pid: before }]);
    expect(await backend()).not.toBe(before);
    await database.query('select pg_terminate_backend($1)', [before]);
  });

  it('is not waited for beyond the deadline, and goes to the next one when it comes late', async () => {
    const before = await backend();
    const holder = await pool.connect();
    const late = transaction((db) => db.query('select 1'), { wait: 100 });
    const error: unknown = await late.catch((reason: unknown) => reason);
    holder.release();
    expect(error).toBeInstanceOf(NoAnswerError);
    // Nothing was sent, so no row can be there.
    expect(classifyError(error)).toMatchObject({ code: 'no_answer', ambiguous: false });
    expect(await backend()).toBe(before);
  });

  it('is given up when the server ends it between two statements, and the process lives on', async () => {
    const before = await backend();
    lost.length = 0;
    const cut = transaction(async (db) => {
      await database.query('select pg_terminate_backend($1)', [before]);
      await eventually('the connection noticed its end', () => lost.length > 0);
      return db.query('select 1');
    });
    await expect(cut).rejects.toThrow();
    expect(lost).not.toEqual([]);
    expect(await backend()).not.toBe(before);
  });
});

describe('an idle connection that the server ends', () => {
  it('is said in the log, and the next transaction gets another', async () => {
    const before = await backend();
    warnings.length = 0;
    await database.query('select pg_terminate_backend($1)', [before]);
    await eventually('the pool noticed the closed connection', () => warnings.length > 0);
    expect(warnings).toEqual(['An idle PostgreSQL connection was closed by the server.']);
    expect(await backend()).not.toBe(before);
  });
});
