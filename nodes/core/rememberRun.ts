import type { Clock, Logger } from './ports';
import { classifyError } from './postgres/classifyError';
import { quoteSchema } from './postgres/identifiers';
import type { PostgresPool } from './postgres/pool';
import { addReplayRun } from './postgres/statements/addReplayRun';
import { lastReplayRun } from './postgres/statements/lastReplayRun';
import { withTransaction } from './postgres/withTransaction';
import type { Target } from './retryQueue/queueEntry';
import type { ReplayRun } from './retryQueue/replayRun';
import { askTarget, type HealthParts } from './targetHealth';

/** Where runs are remembered. */
export interface RunMemory {
  /** Of `activity_replay_run`, as a person writes it. */
  readonly schema: string;
  readonly target: Target;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Runs of a target that are kept: two days of one every half hour. */
const KEPT_RUNS = 100;
/** A replay is over and has reported to nobody yet: what it did must not wait for this. */
const TIME_LIMIT_MS = 3000;

/**
 * Makes what writes down a run of Replay for Get Status, and keeps the newest 100 of the target. It
 * never throws: without the table, the rights or the database, the log has a warning instead.
 */
export function rememberRun(
  pool: PostgresPool,
  { schema, target, clock, logger }: RunMemory,
): (run: ReplayRun) => Promise<void> {
  return async (run) => {
    const deadline = clock.elapsed() + TIME_LIMIT_MS;
    const limits = { clock, deadline, statementTimeout: TIME_LIMIT_MS };
    try {
      const quoted = quoteSchema(schema);
      const memory = { target, run, kept: KEPT_RUNS };
      await withTransaction(pool, limits, (db) => addReplayRun(db, quoted, memory));
    } catch (error) {
      const { code, message } = classifyError(error);
      logger.warn('What a replay did could not be remembered for Get Status.', { code, message });
    }
  };
}

/**
 * The newest run of the target, whoever made it; null when none is remembered.
 * @throws what pg threw
 */
export function lastRun(parts: HealthParts, target: Target): Promise<ReplayRun | null> {
  return askTarget(parts, (db) => lastReplayRun(db, parts.schema, target));
}
