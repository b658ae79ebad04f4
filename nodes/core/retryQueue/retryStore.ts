import type { EntryState, QueueEntry, Target } from './queueEntry';
import type { Lane } from '../writeFailure';

/** Entries that this worker alone may settle until the lease ends. */
export interface Claim {
  /** Opaque to the caller. */
  readonly token: string;
  readonly entries: readonly QueueEntry[];
}

/** What becomes of one claimed entry: gone into its target, or kept with a new state. */
export type Settlement =
  | { readonly entry: QueueEntry; readonly outcome: 'replayed' | 'duplicate' }
  | { readonly entry: QueueEntry; readonly outcome: 'kept'; readonly next: QueueEntry };

export interface ClaimRequest {
  readonly target: Target;
  readonly now: Date;
  readonly limit: number;
  /** Also entries that are not due yet. */
  readonly includeNotDue: boolean;
  /** Only entries whose newest failure is not later: a run does not meet again what it just tried. */
  readonly failedUntil?: Date;
}

/** What waits in a store for one target. */
export interface StoreStatus {
  readonly store: RetryStoreName;
  readonly depth: ReadonlyArray<{ state: EntryState; lane: Lane; count: number }>;
  /** ISO 8601 time of the oldest pending or parked entry's first failure. */
  readonly oldestFailedAt: string | null;
  /** Things a person must look at, e.g. quarantined files. */
  readonly notices: readonly string[];
}

/** What a store did not take, and why; empty and null when everything is safe. */
export interface PutResult {
  readonly left: readonly QueueEntry[];
  readonly code: string | null;
}

export type RetryStoreName = 'queueTable' | 'spool' | 'airtable' | 'secondPostgres';

/** A durable place for undelivered events. Every implementation sits the same exam. */
export interface RetryStore {
  readonly name: RetryStoreName;
  /**
   * Keeps the entries durably, once each however often they are put.
   * @param deadline `Clock.elapsed()` at which it must have answered
   * @returns those that are not known to be safe: the next store gets them
   * @throws when none of them is known to be safe
   */
  put(entries: readonly QueueEntry[], deadline: number): Promise<PutResult>;
  /** Takes up to `limit` due entries of the target, oldest first, away from other workers. */
  claimDue(request: ClaimRequest): Promise<Claim>;
  /** Settles every entry of the claim; an entry left out stays claimed until its lease ends. */
  settle(claim: Claim, settlements: readonly Settlement[], now: Date): Promise<void>;
  status(target: Target, now: Date): Promise<StoreStatus>;
  /**
   * Told what another store settled, for a store that shows where the entries of others are (an
   * oversized entry in Airtable points to the spool). Best effort: failing it loses nothing.
   */
  settledElsewhere?(settlements: readonly Settlement[], now: Date): Promise<void>;
}
