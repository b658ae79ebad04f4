import { CancelledError } from '../errors';
import type { Clock } from '../ports';
import { untilDeadline } from '../untilDeadline';
import { refuseCancelled, untilAborted, whileWanted } from './cancellation';
import type { PostgresClient, PostgresPool } from './pool';
import type { Queryable } from './queryable';
import {
  type BackendTransaction,
  beginCancellable,
  beginTransaction,
} from './statements/beginTransaction';
import { cancelBackend } from './statements/cancelBackend';
import { markUnsent } from './unsentErrors';

/** Bounds of one transaction. */
export interface TransactionLimits {
  readonly clock: Clock;
  /** `clock.elapsed()` at which the caller stops waiting for an answer. */
  readonly deadline: number;
  /** Milliseconds that the server may spend on one statement. */
  readonly statementTimeout: number;
  /** Refuses writes, and reads everything as of one moment. Default: no. */
  readonly readOnly?: boolean;
  /** Ends with ROLLBACK, so that nothing of it stays. Default: no. */
  readonly takesBack?: boolean;
  /** Aborted when nobody waits any more: what runs is then stopped on the server. */
  readonly signal?: AbortSignal | undefined;
}

/** What runs in a transaction; `client` is its connection, for what is more than a query. */
export type TransactionWork<T> = (connection: Queryable, client: PostgresClient) => Promise<T>;

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

/** Time to stop a statement, and again to roll back after it; then the connection is closed. */
const STOP_MS = 2000;

/** One that was begun. */
interface Transaction {
  readonly client: PostgresClient;
  readonly limits: TransactionLimits;
  /** What the server knows it by, as long as a statement of it may be cancelled. */
  backend: BackendTransaction | null;
}

/**
 * Runs `work` in one transaction. Settings are local to it, so that it works behind PgBouncer.
 * A connection that failed or did not answer is closed, never given back to the pool.
 * When `signal` is aborted before COMMIT is sent, what runs is stopped on the server; when no
 * other connection of the pool can ask for that within 2 s, this one is closed.
 * @throws CancelledError, NoAnswerError (of the connection too), RolledBackError, or what pg or
 * `work` threw
 */
export async function withTransaction<T>(
  pool: PostgresPool,
  limits: TransactionLimits,
  work: TransactionWork<T>,
): Promise<T> {
  refuseCancelled(limits.signal);
  const client = await connectedInTime(pool, limits);
  const transaction: Transaction = { client, limits, backend: null };
  let healthy = false;
  try {
    const result = await answeredInTime(limits, runTransaction(transaction, work));
    healthy = true;
    return result;
  } catch (error) {
    healthy =
      error instanceof CancelledError
        ? await stopped(pool, transaction)
        : await rolledBack(client, limits, error);
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
    return await untilAborted(answeredInTime(limits, connecting), limits.signal);
  } catch (error) {
    markUnsent(error);
    const isLate = error instanceof NoAnswerError || error instanceof CancelledError;
    if (isLate) connecting.then((late) => late.release(), ignoreLate);
    throw error;
  }
}

async function runTransaction<T>(transaction: Transaction, work: TransactionWork<T>): Promise<T> {
  const { client, limits } = transaction;
  const { signal } = limits;
  transaction.backend = await begin(client, limits);
  refuseCancelled(signal);
  const result = await untilAborted(work(whileWanted(client, signal), client), signal);
  refuseCancelled(signal);
  // What is being committed is not cancelled any more.
  transaction.backend = null;
  if (limits.takesBack === true) {
    await client.query('rollback');
    return result;
  }
  const { command } = await client.query('commit');
  if (command !== 'COMMIT') throw new RolledBackError();
  return result;
}

async function begin(
  client: PostgresClient,
  { statementTimeout, readOnly = false, signal }: TransactionLimits,
): Promise<BackendTransaction | null> {
  if (signal !== undefined) return beginCancellable(client, { statementTimeout, readOnly });
  await beginTransaction(client, { statementTimeout, readOnly });
  return null;
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
  return rollBack(client, limits);
}

/** Stops what runs and rolls back; the connection is good afterwards if that came about in time. */
async function stopped(
  pool: PostgresPool,
  { client, limits: { clock }, backend }: Transaction,
): Promise<boolean> {
  if (backend === null) return false;
  const soon = () => ({ clock, deadline: clock.elapsed() + STOP_MS, statementTimeout: STOP_MS });
  try {
    await withTransaction(pool, soon(), (other) => cancelBackend(other, backend));
  } catch {
    // Whatever hinders it, closing the connection ends its statement too, if later.
    return false;
  }
  return rollBack(client, soon());
}

async function rollBack(client: PostgresClient, limits: TransactionLimits): Promise<boolean> {
  try {
    await answeredInTime(limits, client.query('rollback'));
    return true;
  } catch {
    // Whatever hinders the rollback, closing the connection brings it about.
    return false;
  }
}
