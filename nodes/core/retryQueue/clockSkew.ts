import { LONGEST_BACKOFF } from './replayBackoff';

/**
 * Entries are stamped by the clock of the machine that keeps them, and replayed by that of another.
 * A stamp further ahead than anything we ever write comes from a clock that was ahead: it must not
 * hold an event back for as long as that clock was wrong.
 */

/** Milliseconds; far longer than a run of Replay. */
const LONGEST_RUN = 3_600_000;

/** The time (milliseconds since 1970) after which no back-off that began by `now` can end. */
export function endOfBackoffs(now: number): number {
  return now + LONGEST_BACKOFF;
}

/** The time after which no run that started at `start` can still be. */
export function endOfRuns(start: number): number {
  return start + LONGEST_RUN;
}

/** Whether the wait of an entry is over; all times in milliseconds since 1970. */
export function isDue(nextAttemptAt: number, now: number): boolean {
  return nextAttemptAt <= now || nextAttemptAt > endOfBackoffs(now);
}

/** Whether an entry failed before a run started, so that the run has not met it yet. */
export function failedBefore(start: number, lastFailedAt: number): boolean {
  return lastFailedAt <= start || lastFailedAt > endOfRuns(start);
}
