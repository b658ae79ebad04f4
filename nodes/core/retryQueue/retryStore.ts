import type { EntryFilter } from './entryFilter';
import type { EntryState, ListedEntry, QueueEntry, Target } from './queueEntry';
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

/**
 * - `replay`: pending events that are due.
 * - `replayParked`: those, and parked events. What never was an event cannot be replayed.
 * - `repair`: whatever is pending or parked, due or not: a person holds it for a moment.
 */
export type ClaimPurpose = 'replay' | 'replayParked' | 'repair';

export interface ClaimRequest {
  readonly target: Target;
  readonly now: Date;
  readonly limit: number;
  /** Also entries that are not due yet. */
  readonly includeNotDue: boolean;
  /** Only entries whose newest failure is not later: a run does not meet again what it just tried. */
  readonly failedUntil?: Date;
  /** Default: `replay`. */
  readonly purpose?: ClaimPurpose;
  /** Default: everything. */
  readonly filter?: EntryFilter;
}

/** Which entries a person looks at, oldest failure first. */
export interface ListRequest {
  readonly target: Target;
  /** None: those that wait (pending, claimed, parked). */
  readonly states: readonly EntryState[];
  readonly filter: EntryFilter;
  readonly limit: number;
  /** The last entry of the page before; null for the first page. */
  readonly after: ListedEntry | null;
  /** Payloads are long and hold lead data: without it they are null. */
  readonly withPayload: boolean;
}

/** States that nobody waits for any more: the only ones that may be purged. */
export type ResolvedState = Extract<EntryState, 'replayed' | 'discarded'>;

export interface PurgeRequest {
  readonly target: Target;
  readonly states: readonly ResolvedState[];
  /** Only what was resolved before. */
  readonly resolvedBefore: Date;
  /** Counts, and removes nothing. */
  readonly dryRun: boolean;
}

/** How many entries a purge removed, or would remove. */
export type PurgeCounts = Readonly<Record<ResolvedState, number>>;

/** Waiting entries of one cause in one store. */
export interface StoreIncident {
  readonly fingerprint: string;
  readonly lane: Lane;
  readonly code: string;
  /** In safe words, of one of its entries. */
  readonly message: string;
  /** What to do about it; empty where the store does not keep it in sight. */
  readonly hint: string;
  readonly pending: number;
  readonly claimed: number;
  readonly parked: number;
  /** ISO 8601. */
  readonly firstFailedAt: string;
  readonly lastFailedAt: string;
}

/** What waits in a store for one target. */
export interface StoreStatus {
  readonly store: RetryStoreName;
  readonly depth: ReadonlyArray<{ state: EntryState; lane: Lane; count: number }>;
  /** ISO 8601 time of the oldest pending or parked entry's first failure. */
  readonly oldestFailedAt: string | null;
  /** Things a person must look at, e.g. quarantined files. */
  readonly notices: readonly string[];
  /** Most entries first; at most 20. */
  readonly incidents: readonly StoreIncident[];
  /** Targets other than the one asked for whose entries wait here. */
  readonly otherTargets: ReadonlyArray<{ readonly target: Target; readonly waiting: number }>;
  /** Where they lie on a disk; null where the store has no files. */
  readonly files: StoreFiles | null;
}

/** Files of a target in a spool. */
export interface StoreFiles {
  readonly folder: string;
  readonly count: number;
  /** Hosts that wrote them. */
  readonly hosts: readonly string[];
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
  /**
   * Takes up to `limit` entries of the target, oldest first, away from other workers. They keep
   * `nextAttemptAt`: who gives them back, and a lease that ends, makes those without one parked.
   */
  claimDue(request: ClaimRequest): Promise<Claim>;
  /**
   * Settles every entry of the claim; an entry left out stays claimed until its lease ends. An
   * entry that was edited may be kept under another event id, payload and kind; a discarded one
   * stays, with its resolution, until it is purged.
   * @returns how many of them took effect: fewer when the claim had ended, and what was in it waits
   * again or is in another worker's hands
   */
  settle(claim: Claim, settlements: readonly Settlement[], now: Date): Promise<number>;
  status(target: Target, now: Date): Promise<StoreStatus>;
  /** Looks at entries and claims none. A store may forget what was replayed, and then lists none. */
  list(request: ListRequest): Promise<ListedEntry[]>;
  /** Removes what was replayed or discarded; never anything else. */
  purge(request: PurgeRequest): Promise<PurgeCounts>;
  /**
   * Told what another store settled, for a store that shows where the entries of others are (an
   * oversized entry in Airtable points to the spool). Best effort: failing it loses nothing.
   */
  settledElsewhere?(settlements: readonly Settlement[], now: Date): Promise<void>;
}
