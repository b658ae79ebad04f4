import type { QuotedSchema } from './postgres/identifiers';
import type { PostgresPool } from './postgres/pool';
import type { Queryable } from './postgres/queryable';
import { isNotSetUp, toReadError } from './postgres/readError';
import { findMissingTables, type MissingTables } from './postgres/statements/findMissingTables';
import { withTransaction } from './postgres/withTransaction';
import type { Clock } from './ports';

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

/**
 * Reads in one transaction. Works with a read-only role and on a standby.
 * @param statementTimeout milliseconds that the server may spend on one statement
 * @throws ConfigurationError for a credential or privilege that must be corrected, or what `work`
 * says so about a parameter
 * @throws MigrationNeededError when tables are missing
 * @throws TargetUnavailableError when the database does not answer or refuses for now
 */
export async function readInTransaction<T>(
  parts: ReadParts,
  statementTimeout: number,
  work: (db: Queryable) => Promise<T>,
): Promise<T> {
  try {
    return await inTransaction(parts, statementTimeout, work);
  } catch (error) {
    const missing = isNotSetUp(error) ? await askWhatIsMissing(parts, statementTimeout) : null;
    throw toReadError(error, parts.schema, missing);
  }
}

/** Null when even that cannot be asked: the first error is then told without it. */
async function askWhatIsMissing(
  parts: ReadParts,
  statementTimeout: number,
): Promise<MissingTables | null> {
  try {
    return await inTransaction(parts, statementTimeout, (db) =>
      findMissingTables(db, parts.schema),
    );
  } catch {
    return null;
  }
}

function inTransaction<T>(
  { pool, clock }: ReadParts,
  statementTimeout: number,
  work: (db: Queryable) => Promise<T>,
): Promise<T> {
  const deadline = clock.elapsed() + statementTimeout + ANSWER_MARGIN_MS;
  return withTransaction(pool, { clock, deadline, statementTimeout }, work);
}
