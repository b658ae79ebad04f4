import { type ActivityLogError, TargetUnavailableError } from './errors';
import type { Clock } from './ports';
import { classifyError } from './postgres/classifyError';
import { EMBEDDED_MIGRATIONS } from './postgres/embeddedMigrations';
import { plainName, type QuotedSchema } from './postgres/identifiers';
import type { PostgresPool } from './postgres/pool';
import type { Queryable } from './postgres/queryable';
import { toReadError } from './postgres/readError';
import { probeTarget } from './postgres/statements/probeTarget';
import { readLedger } from './postgres/statements/readLedger';
import { tableExists } from './postgres/statements/tableExists';
import { withTransaction } from './postgres/withTransaction';
import { judgeTarget } from './probe';

/** Where figures are asked for, and until when. */
export interface HealthParts {
  readonly pool: PostgresPool;
  readonly schema: QuotedSchema;
  readonly clock: Clock;
  /** `clock.elapsed()`, for all figures together. */
  readonly deadline: number;
}

/** The server of the target. */
export interface DatabaseHealth {
  readonly reachable: boolean;
  /** Whether it would take events and replays now. */
  readonly takesEvents: boolean;
  /** What is wrong, and what to do about it; both null when it takes events. */
  readonly cause: string | null;
  readonly cure: string | null;
  /** Null when it was not reached. */
  readonly serverVersion: string | null;
  /** Whether it is a standby; null when it was not reached. */
  readonly inRecovery: boolean | null;
}

/** Migrations in place against those that this package brings. */
export interface SchemaHealth {
  /** The newest one in place; null when there is none. */
  readonly version: number | null;
  readonly needed: number;
  readonly state: 'upToDate' | 'older' | 'newer' | 'missing';
  /** Null when it is up to date. */
  readonly cure: string | null;
}

/** `Set Up Database` applies what is missing, whether some or all of it. */
const SET_UP =
  'Run the "Set Up Database" operation of Replay Retry Queue, or apply migrations/*.sql with psql.';
const UPDATE = 'Update n8n-nodes-activity-log in this n8n: another one has set this schema up.';

/** No answer in time: of a statement, or of the server at all. */
const LATE = new Set(['57014', 'no_answer']);
const AGAIN = 'Run Get Status again in a moment. If it stays, look into the log of PostgreSQL.';

/** Puts a figure that could not be asked for into words that hold no value and no secret. */
export function healthError(error: unknown, schema: QuotedSchema): ActivityLogError {
  const { code, message } = classifyError(error);
  if (!LATE.has(code)) return toReadError(error, schema, null);
  return new TargetUnavailableError({ message, hint: AGAIN, code });
}

/** Asks in a transaction of its own that only reads, so that a standby answers too. */
export function askTarget<T>(
  { pool, clock, deadline }: HealthParts,
  work: (db: Queryable) => Promise<T>,
): Promise<T> {
  const statementTimeout = Math.max(1, deadline - clock.elapsed());
  return withTransaction(pool, { clock, deadline, statementTimeout, readOnly: true }, work);
}

/** Whether the target answers and takes events; never throws. */
export async function databaseHealth(parts: HealthParts): Promise<DatabaseHealth> {
  try {
    const found = await askTarget(parts, (db) => probeTarget(db, parts.schema));
    const { serverVersion, inRecovery } = found;
    const verdict = judgeTarget(found, parts.schema);
    const { message: cause = null, hint: cure = null } = verdict ?? {};
    return {
      reachable: true,
      takesEvents: verdict === null,
      cause,
      cure,
      serverVersion,
      inRecovery,
    };
  } catch (error) {
    const { message: cause, hint: cure = null } = healthError(error, parts.schema);
    const unknown = { serverVersion: null, inRecovery: null };
    return { reachable: false, takesEvents: false, cause, cure, ...unknown };
  }
}

/** @throws what pg threw */
export function schemaHealth(parts: HealthParts): Promise<SchemaHealth> {
  return askTarget(parts, async (db) => {
    const place = { schema: plainName(parts.schema), table: 'activity_log_migration' };
    const ledger = (await tableExists(db, place)) ? await readLedger(db, parts.schema) : [];
    return compareLedger(ledger.map(({ version }) => version));
  });
}

function compareLedger(present: readonly number[]): SchemaHealth {
  const needed = Math.max(...EMBEDDED_MIGRATIONS.map(({ version }) => version));
  const version = present.length === 0 ? null : Math.max(...present);
  const figures = { version, needed };
  if (version === null) return { ...figures, state: 'missing', cure: SET_UP };
  const lacks = EMBEDDED_MIGRATIONS.some((file) => !present.includes(file.version));
  if (lacks) return { ...figures, state: 'older', cure: SET_UP };
  if (version > needed) return { ...figures, state: 'newer', cure: UPDATE };
  return { ...figures, state: 'upToDate', cure: null };
}
