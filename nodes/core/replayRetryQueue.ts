import type { Announcer } from './alerts/deliveryReport';
import { announceSafely } from './announceSafely';
import { checkReplay } from './replay/checkReplay';
import { ALERT_TIME_LIMIT } from './delivery/retryPolicy';
import { type StoreResult, StoresReplay, type StoresParts } from './replay/replayStores';
import type { EntryFilter } from './retryQueue/entryFilter';
import { entryId } from './retryQueue/entryKey';
import type { EntryResult } from './replay/entryResult';
import type { EntryState, Target } from './retryQueue/queueEntry';
import type { ReplayRun } from './retryQueue/replayRun';
import type { RetryStoreName } from './retryQueue/retryStore';
import { retryQueueStatus } from './retryQueueStatus';

/** What a run is to replay, and how. */
export interface ReplayRequest {
  readonly target: Target;
  /** Whose entries are taken; another than `target` only when a person names it. */
  readonly source: Target;
  readonly filter: EntryFilter;
  /** Most entries to take; a whole number from 1 on. */
  readonly limit: number;
  /** False: also entries whose back-off is not over. */
  readonly dueOnly: boolean;
  /** Also events that are parked; what never was an event stays parked. */
  readonly includeParked: boolean;
  /**
   * Holds an entry as long as an older one of its lead waits in any store, in whatever state: taken
   * by another worker, not due, left out by the filter or the limit, or parked. With `includeParked`
   * a parked event holds its lead until it is written; what never was an event until it is edited
   * or discarded.
   */
  readonly strictOrder: boolean;
  /** Writes and takes it back: the report says what would be, and nothing else changes. */
  readonly dryRun: boolean;
  /** Events per second, above 0; null: no bound. */
  readonly ratePerSecond: number | null;
}

export interface ReplayRunParts extends StoresParts {
  /** Null: nobody is told. */
  readonly announcer: Announcer | null;
  /** Who replays, for people: host and process. */
  readonly worker: string;
  /** Keeps what the run did; never throws. Not called for a dry run. */
  readonly remember: (run: ReplayRun) => Promise<void>;
}

/** One entry of the run. `state` is the entry's state afterwards; of a dry run, what it would be. */
export interface ReplayedEntry {
  /** As `entryId` makes it. */
  readonly id: string;
  readonly eventId: string;
  readonly eventType: string | null;
  readonly tenantId: string;
  readonly store: RetryStoreName;
  readonly outcome: EntryResult['outcome'];
  readonly state: EntryState;
  /** Of the failure, or why it was skipped: `run_ended`, `claim_ended`, `busy`, `held_by_order`. */
  readonly code: string | null;
  readonly message: string | null;
}

export interface ReplayReport {
  readonly dryRun: boolean;
  readonly replayed: number;
  readonly duplicates: number;
  /** Tried, and waiting for the next try. */
  readonly failed: number;
  /** Tried, and now in need of a person. */
  readonly parked: number;
  /** Given back untried. */
  readonly skipped: number;
  /** Pending or claimed after the run; null when a store could not be asked. */
  readonly remaining: number | null;
  /** ISO 8601; first failure of the oldest entry that still waits. */
  readonly oldestFailedAt: string | null;
  /** Null when the run came to its natural end. */
  readonly stoppedBecause: string | null;
  readonly entries: readonly ReplayedEntry[];
}

/**
 * Replays waiting entries of one target, oldest first: 1, then 10, then up to 500 at once, as soon
 * as events reach the table. Safe to run at any time and by several workers: the sink writes an
 * event once, and a claim belongs to one worker. Ends early when the target fails, when five
 * events in a row fail alike, when it is cancelled or out of time; what is left goes back as it was.
 * @throws ConfigurationError for a limit or rate out of bounds, and what the probe throws; then
 * nothing was claimed
 */
export async function replayRetryQueue(
  request: ReplayRequest,
  parts: ReplayRunParts,
): Promise<ReplayReport> {
  checkReplay(request);
  await fitTarget(request, parts);
  const startedAt = parts.clock.now();
  const run = new StoresReplay({ ...request, startedAt }, parts);
  await run.run();
  const { results, stoppedBecause } = run;
  const counts = { ...countOutcomes(results), stoppedBecause };
  if (!request.dryRun) {
    await announce(request.target, run, parts);
    await parts.remember({ ...counts, ...timesOf(startedAt, parts) });
  }
  const status = await retryQueueStatus(request.source, parts);
  const reached = status.unreachable.length === 0;
  return {
    dryRun: request.dryRun,
    ...counts,
    remaining: reached ? status.pending + status.claimed : null,
    oldestFailedAt: status.oldestFailedAt,
    entries: results.map(reportEntry),
  };
}

/** While the target is out of order a replay still brings the digests that are due. */
async function fitTarget(request: ReplayRequest, parts: ReplayRunParts): Promise<void> {
  try {
    await parts.probe();
  } catch (error) {
    if (!request.dryRun) await announce(request.target, { results: [], failed: [] }, parts);
    throw error;
  }
}

/** Tells people what is in the table now, and what was tried in vain. */
async function announce(
  target: Target,
  { results, failed: kept }: Pick<StoresReplay, 'results' | 'failed'>,
  parts: ReplayRunParts,
): Promise<void> {
  const delivered = results.filter(({ next }) => next === null).length;
  const deadline = parts.clock.elapsed() + ALERT_TIME_LIMIT;
  await announceSafely({ target, delivered, kept }, parts, deadline);
}

function timesOf(startedAt: Date, { clock, worker }: ReplayRunParts) {
  return { startedAt: startedAt.toISOString(), endedAt: clock.now().toISOString(), worker };
}

function reportEntry(result: StoreResult): ReplayedEntry {
  const { entry, store, outcome, next, failure, skippedBecause } = result;
  const { eventId, eventType, tenantId } = entry;
  const why = failure ?? skippedBecause;
  return {
    ...{ id: entryId(entry), eventId, eventType, tenantId, store, outcome },
    state: next?.state ?? 'replayed',
    code: why?.code ?? null,
    message: why?.message ?? null,
  };
}

function countOutcomes(results: readonly EntryResult[]) {
  const count = (outcome: EntryResult['outcome']) =>
    results.filter((result) => result.outcome === outcome).length;
  return {
    replayed: count('replayed'),
    duplicates: count('duplicate'),
    failed: count('failed'),
    parked: count('parked'),
    skipped: count('skipped'),
  };
}
