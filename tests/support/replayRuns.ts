import type { ReplayRun } from '../../nodes/core/retryQueue/replayRun';

/** A run that did something of everything; it ended `number` minutes after nine. */
export function replayRun(number = 0, words: Partial<ReplayRun> = {}): ReplayRun {
  const startedAt = new Date(Date.UTC(2026, 2, 1, 8)).toISOString();
  const endedAt = new Date(Date.UTC(2026, 2, 1, 9, number)).toISOString();
  return {
    ...{ startedAt, endedAt, worker: 'host-1/4242' },
    ...{ replayed: 5, duplicates: 4, failed: 3, parked: 2, skipped: 1, stoppedBecause: null },
    ...words,
  };
}
