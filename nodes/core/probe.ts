import { type ActivityLogError, MigrationNeededError, TargetUnavailableError } from './errors';
import type { Clock } from './ports';
import { classifyError } from './postgres/classifyError';
import { plainName, type QuotedSchema } from './postgres/identifiers';
import type { PostgresPool } from './postgres/pool';
import { probeTarget, type TargetProbe } from './postgres/statements/probeTarget';
import { withTransaction } from './postgres/withTransaction';

export interface ProbeParts {
  readonly pool: PostgresPool;
  readonly schema: QuotedSchema;
  readonly clock: Clock;
}

const TIME_LIMIT_MS = 5000;

/**
 * Checks that the target can take events now: it answers, is no standby, has the tables, and the
 * user may insert.
 * @throws TargetUnavailableError, MigrationNeededError
 */
export async function probe({ pool, schema, clock }: ProbeParts): Promise<void> {
  const deadline = clock.elapsed() + TIME_LIMIT_MS;
  const limits = { clock, deadline, statementTimeout: TIME_LIMIT_MS };
  let found: TargetProbe;
  try {
    found = await withTransaction(pool, limits, (db) => probeTarget(db, schema));
  } catch (error) {
    const { message, hint, code } = classifyError(error);
    throw new TargetUnavailableError({ message, hint, code }, { cause: error });
  }
  const verdict = judgeTarget(found, schema);
  if (verdict !== null) throw verdict;
}

/** Why a server that answers takes no events; null when it does. */
export function judgeTarget(found: TargetProbe, schema: QuotedSchema): ActivityLogError | null {
  if (found.inRecovery) {
    return new TargetUnavailableError({
      message: 'The server is a standby and takes no events.',
      hint: 'Let the credential point at the primary server, or wait until this one is promoted.',
    });
  }
  const missing = found.hasLog ? 'activity_retry_queue' : 'lead_activity_log';
  if (!found.hasLog || !found.hasQueue) {
    return new MigrationNeededError({
      message: `The table ${plainName(schema)}.${missing} does not exist.`,
      hint: 'Run the "Set Up Database" operation of Replay Retry Queue, or apply migrations/*.sql with psql.',
    });
  }
  if (!found.mayInsert) {
    return new TargetUnavailableError({
      message: 'The user of the credential may not insert into lead_activity_log.',
      hint: 'Give it the rights listed in migrations/grants.sql.',
    });
  }
  return null;
}
