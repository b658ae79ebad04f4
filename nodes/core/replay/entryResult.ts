import type { WriteFailure } from '../writeFailure';
import { released } from '../retryQueue/entryTransitions';
import type { QueueEntry } from '../retryQueue/queueEntry';
import type { Settlement } from '../retryQueue/retryStore';

/** What became of one claimed entry. */
export interface EntryResult {
  readonly entry: QueueEntry;
  readonly outcome: 'replayed' | 'duplicate' | 'failed' | 'parked' | 'skipped';
  /** The entry afterwards; null when its event is in the target. */
  readonly next: QueueEntry | null;
  readonly failure: WriteFailure | null;
  /** Null unless it is skipped. */
  readonly skippedBecause: SkipReason | null;
}

/** Why an entry was given back untried, in safe words. */
export interface SkipReason {
  readonly code: 'run_ended' | 'claim_ended' | 'busy' | 'held_by_order';
  readonly message: string;
}

export const BUSY: SkipReason = {
  code: 'busy',
  message: 'Another worker writes this event at this moment.',
};

export const HELD: SkipReason = {
  code: 'held_by_order',
  message: 'An older event of the same lead waits in the retry queue.',
};

export const CLAIM_ENDED: SkipReason = {
  code: 'claim_ended',
  message: 'The time for which this worker had claimed the event was nearly over.',
};

export function runEnded(because: string): SkipReason {
  return { code: 'run_ended', message: because };
}

/** Given back as it was. */
export function skipped(entry: QueueEntry, skippedBecause: SkipReason): EntryResult {
  return { entry, outcome: 'skipped', next: released(entry), failure: null, skippedBecause };
}

/** Its event is in the target. */
export function inTarget(entry: QueueEntry, outcome: 'replayed' | 'duplicate'): EntryResult {
  return { entry, outcome, next: null, failure: null, skippedBecause: null };
}

/** What the entry's store is to do with it. */
export function settlementOf({ entry, outcome, next }: EntryResult): Settlement {
  if (next !== null) return { entry, outcome: 'kept', next };
  return { entry, outcome: outcome === 'duplicate' ? 'duplicate' : 'replayed' };
}
