import type { RetryStoreName } from '../retryQueue/retryStore';

/**
 * - `claimed`: in the hands of a worker or another person.
 * - `refusedInput`: never was an event, so it cannot be replayed.
 * - `dueAlready`: the next replay takes it anyway.
 * - `notParked`: waits for a replay, and only what is parked was meant.
 */
export type SkipReason = 'claimed' | 'refusedInput' | 'dueAlready' | 'notParked';

/** Entries that were left as they are, why, and how to get on. */
export interface SkippedEntries {
  readonly reason: SkipReason;
  readonly count: number;
  readonly hint: string;
}

export interface StoreRepair {
  readonly store: RetryStoreName;
  readonly changed: number;
  /** Only reasons that were met. */
  readonly skipped: readonly SkippedEntries[];
  /** Also match and could be changed, but are beyond the limit; null when not counted to the end. */
  readonly remaining: number | null;
  /** Null when the store did what it was asked; else why not, and the cure. */
  readonly error: string | null;
}

export interface RepairReport {
  readonly changed: number;
  readonly skipped: number;
  /** Null when a store did not count to its end. */
  readonly remaining: number | null;
  /** Why it ended before all was looked at; null when it did not. */
  readonly stoppedBecause: string | null;
  readonly stores: readonly StoreRepair[];
}

const HINTS: Record<SkipReason, string> = {
  claimed:
    'A worker or another person holds it, for 2 minutes at most. Run this again when they are done.',
  refusedInput:
    'It never was an event, so it cannot be replayed. Edit it into one (once its cause is gone, with empty Changes), or discard it.',
  dueAlready: 'The next replay takes it anyway.',
  notParked:
    'It waits for a replay, and only parked entries are taken. Turn on Options: Include Pending to take it too.',
};

/** What came of one store so far. */
export class Tally {
  changed = 0;
  remaining = 0;
  private readonly reasons = new Map<SkipReason, number>();

  skip(reason: SkipReason, count: number): void {
    if (count > 0) this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + count);
  }

  get skipped(): readonly SkippedEntries[] {
    return [...this.reasons].map(([reason, count]) => ({ reason, count, hint: HINTS[reason] }));
  }
}

/** Sums up what came of all stores. */
export function reportOf(
  stores: readonly StoreRepair[],
  stoppedBecause: string | null,
): RepairReport {
  const counted = stores.map(({ remaining }) => remaining);
  return {
    changed: total(stores.map(({ changed }) => changed)),
    skipped: total(stores.flatMap(({ skipped }) => skipped.map(({ count }) => count))),
    remaining: counted.includes(null) ? null : total(counted.map((count) => count ?? 0)),
    stoppedBecause,
    stores,
  };
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
