import type { ActivityLogError } from '../errors';
import type { QuotedSchema } from '../postgres/identifiers';
import type { PostgresPool } from '../postgres/pool';
import type { Queryable } from '../postgres/queryable';
import { isNotSetUp, toReadError } from '../postgres/readError';
import { findMissingTables, type MissingTables } from '../postgres/statements/findMissingTables';
import { type TransactionLimits, withTransaction } from '../postgres/withTransaction';
import type { Clock } from '../ports';

/** What every read of the log needs. */
export interface ReadParts {
  readonly pool: PostgresPool;
  readonly schema: QuotedSchema;
  readonly clock: Clock;
  /** Aborted when the execution is over: nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
}

/** How long an answer may take beyond the server's own limit, so that the server speaks first. */
const ANSWER_MARGIN_MS = 2000;
/** A look into the catalog, after a read has failed. */
const DIAGNOSIS_MS = 10_000;

/**
 * Reads in one transaction, as of one moment. Works with a read-only role and on a standby.
 * @param statementTimeout milliseconds that the server may spend on one statement
 * @throws ConfigurationError for a credential or privilege that must be corrected, or what `work`
 * says so about a parameter
 * @throws MigrationNeededError when tables are missing
 * @throws TargetUnavailableError when the database does not answer or refuses for now
 * @throws CancelledError when `parts.signal` is aborted
 */
export async function readInTransaction<T>(
  parts: ReadParts,
  statementTimeout: number,
  work: (db: Queryable) => Promise<T>,
): Promise<T> {
  try {
    return await inTransaction(parts, statementTimeout, work);
  } catch (error) {
    throw await wordReadError(error, parts);
  }
}

/** Puts any error of a read into words; asks the database which tables are missing if some are. */
export async function wordReadError(error: unknown, parts: ReadParts): Promise<ActivityLogError> {
  const missing = isNotSetUp(error) ? await askWhatIsMissing(parts) : null;
  return toReadError(error, parts.schema, missing);
}

/** Null when even that cannot be asked: the first error is then told without it. */
async function askWhatIsMissing(parts: ReadParts): Promise<MissingTables | null> {
  try {
    return await inTransaction(parts, DIAGNOSIS_MS, (db) => findMissingTables(db, parts.schema));
  } catch {
    return null;
  }
}

/** The bounds of a transaction that reads: the server's time limit, ours a little later, one snapshot. */
export function readLimits(
  { clock, signal }: ReadParts,
  statementTimeout: number,
): TransactionLimits {
  const deadline = clock.elapsed() + statementTimeout + ANSWER_MARGIN_MS;
  return { clock, deadline, statementTimeout, readOnly: true, signal };
}

function inTransaction<T>(
  parts: ReadParts,
  statementTimeout: number,
  work: (db: Queryable) => Promise<T>,
): Promise<T> {
  return withTransaction(parts.pool, readLimits(parts, statementTimeout), work);
}
