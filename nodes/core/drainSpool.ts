import { answerInTime } from './delivery/answerInTime';
import type { Clock, Logger, RandomSource } from './ports';
import type { Target } from './retryQueue/queueEntry';
import { type EntryResult, settlementOf } from './replay/entryResult';
import { EntryReplay } from './replay/replayEntries';
import type { RetryStore } from './retryQueue/retryStore';
import type { ReplaySink } from './sinks/eventSink';
import { tellOtherStores } from './retryQueue/tellOtherStores';

/** Most entries that one execution takes along. */
const MOST_ENTRIES = 100;

export interface DrainParts {
  readonly target: Target;
  /** Null: nothing is drained. */
  readonly spool: RetryStore | null;
  readonly otherStores: readonly RetryStore[];
  readonly sink: ReplaySink;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
}

export interface DrainLimits {
  /** Only entries that failed before: not those that this execution has just kept. */
  readonly failedUntil: Date;
  /** `Clock.elapsed()` at which the execution goes on without it. */
  readonly deadline: number;
}

/**
 * Replays what waits in the spool for a target that has just taken events. Best effort: it never
 * throws; what is claimed too late to be written goes back as it was.
 * @returns what became of the entries, as far as it is known by the deadline
 */
export async function drainSpool(
  parts: DrainParts,
  limits: DrainLimits,
): Promise<readonly EntryResult[]> {
  const { spool, clock, logger } = parts;
  if (spool === null) return [];
  try {
    return await answerInTime(clock, limits.deadline, drain(spool, parts, limits));
  } catch (error) {
    const { code, name } = Object(error) as { code?: string; name?: string };
    logger.warn('The spool was not drained to its end.', { code: code ?? name });
    return [];
  }
}

async function drain(
  spool: RetryStore,
  parts: DrainParts,
  { failedUntil, deadline }: DrainLimits,
): Promise<readonly EntryResult[]> {
  const { target, clock, logger, otherStores } = parts;
  const claim = await spool.claimDue({
    ...{ target, now: clock.now(), limit: MOST_ENTRIES },
    ...{ includeNotDue: false, failedUntil },
  });
  if (claim.entries.length === 0) return [];
  // A target that failed has no more time spent on it here: any outage ends the drain.
  const probe = () => Promise.reject(new Error('A drain does not probe.'));
  const replay = new EntryReplay({ ...parts, probe, deadline });
  const results = await replay.replay(claim.entries);
  const settlements = results.map(settlementOf);
  const now = clock.now();
  await spool.settle(claim, settlements, now);
  await tellOtherStores(otherStores, { by: spool, settlements, now }, logger);
  return results;
}
