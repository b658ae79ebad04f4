import type { Clock } from '../ports';
import { untilDeadline } from '../untilDeadline';
import type { PostgresClient, PostgresPool } from './pool';
import type { Queryable } from './queryable';
import { markUnsent } from './unsentErrors';

/** Bounds of one transaction. */
export interface TransactionLimits {
  readonly clock: Clock;
  /** `clock.elapsed()` at which the caller stops waiting for an answer. */
  readonly deadline: number;
  /** Milliseconds that the server may spend on one statement. */
  readonly statementTimeout: number;
}

/** No answer came in time: to connecting, or to a statement that the server may have taken. */
export class NoAnswerError extends Error {
  readonly code = 'no_answer';
  constructor() {
    super('PostgreSQL did not answer before the time limit.');
    this.name = 'NoAnswerError';
  }
}

/** COMMIT resolves even when the server rolled back; only its command tag tells. */
export class RolledBackError extends Error {
  readonly code = 'rolled_back';
  constructor() {
    super('PostgreSQL answered COMMIT with a rollback.');
    this.name = 'RolledBackError';
  }
}

/**
 * Runs `work` in one transaction. Settings are local to it, so that it works behind PgBouncer.
 * A connection that failed or did not answer is closed, never given back to the pool.
 * @throws NoAnswerError (of the connection too), RolledBackError, or what pg or `work` threw
 */
export async function withTransaction<T>(
  pool: PostgresPool,
  limits: TransactionLimits,
  work: (connection: Queryable) => Promise<T>,
): Promise<T> {
  const client = await connectedInTime(pool, limits);
  let healthy = false;
  try {
    const result = await answeredInTime(limits, runTransaction(client, limits, work));
    healthy = true;
    return result;
  } catch (error) {
    healthy = await rolledBack(client, limits, error);
    throw error;
  } finally {
    client.release(!healthy);
  }
}

/** A connection that comes when nobody waits any more goes straight back to the pool. */
async function connectedInTime(
  pool: PostgresPool,
  limits: TransactionLimits,
): Promise<PostgresClient> {
  const connecting = pool.connect();
  try {
    return await answeredInTime(limits, connecting);
  } catch (error) {
    markUnsent(error);
    if (error instanceof NoAnswerError) connecting.then((late) => late.release(), ignoreLate);
    throw error;
  }
}

async function runTransaction<T>(
  client: PostgresClient,
  limits: TransactionLimits,
  work: (connection: Queryable) => Promise<T>,
): Promise<T> {
  // Two statements in one message: the server answers both in one round trip.
  const timeout = Math.ceil(limits.statementTimeout);
  await client.query(`begin; set local statement_timeout = ${timeout}`);
  const result = await work(client);
  const { command } = await client.query('commit');
  if (command !== 'COMMIT') throw new RolledBackError();
  return result;
}

function answeredInTime<T>(limits: TransactionLimits, answer: Promise<T>): Promise<T> {
  return untilDeadline(answer, limits, () => new NoAnswerError());
}

/** The race is decided: whichever side comes second has nobody left to tell. */
function ignoreLate(): void {}

async function rolledBack(
  client: PostgresClient,
  limits: TransactionLimits,
  error: unknown,
): Promise<boolean> {
  const hasAnswer = typeof (error as { severity?: unknown }).severity === 'string';
  if (!hasAnswer && !(error instanceof RolledBackError)) return false;
  try {
    await answeredInTime(limits, client.query('rollback'));
    return true;
  } catch {
    // Whatever hinders the rollback, closing the connection brings it about.
    return false;
  }
}
