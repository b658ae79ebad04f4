import type { Announcer, KeptEntry } from './alerts/deliveryReport';
import { announceSafely } from './announceSafely';
import { ALERT_TIME_LIMIT } from './delivery/retryPolicy';
import { ActivityLogError } from './errors';
import type { Logger } from './ports';
import { LEASE_MS } from './retryQueue/lease';
import type { EntryState, Target } from './retryQueue/queueEntry';
import {
  EntryReplay,
  type EntryResult,
  type ReplayParts,
  settlementOf,
} from './retryQueue/replayEntries';
import type { Claim, RetryStore } from './retryQueue/retryStore';
import { retryQueueStatus } from './retryQueueStatus';
import { tellOtherStores } from './tellOtherStores';

const CLAIM_SIZE = 500;
/** Of a lease: what may be spent on writing, so that settling comes before its end. */
const WRITING_SHARE = 0.75;

export interface ReplayRequest {
  readonly target: Target;
  /** Most entries to take. */
  readonly limit: number;
  /** False: also entries whose back-off is not over. */
  readonly dueOnly: boolean;
}

export interface ReplayRunParts extends ReplayParts {
  readonly stores: readonly RetryStore[];
  /** Null: nobody is told. */
  readonly announcer: Announcer | null;
  readonly logger: Logger;
}

/** One entry of the run. `state` is the entry's state afterwards. */
export interface ReplayedEntry {
  readonly eventId: string;
  readonly eventType: string | null;
  readonly tenantId: string;
  readonly outcome: EntryResult['outcome'];
  readonly state: EntryState;
  readonly code: string | null;
  readonly message: string | null;
}

export interface ReplayReport {
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
 * Replays waiting entries of one target into it, oldest first. Safe to run at any time and by
 * several workers: the sink writes an event once, and a claim belongs to one worker.
 * @throws what the probe throws; then nothing was claimed
 */
export async function replayRetryQueue(
  request: ReplayRequest,
  parts: ReplayRunParts,
): Promise<ReplayReport> {
  await fitTarget(request, parts);
  const run = new ReplayRun(request, parts);
  for (const store of parts.stores) await run.drain(store);
  await announceSafely(
    { target: request.target, ...run.outcome },
    parts,
    parts.clock.elapsed() + ALERT_TIME_LIMIT,
  );
  const status = await retryQueueStatus(request.target, parts);
  const reached = status.unreachable.length === 0;
  const counts = countOutcomes(run.results);
  return {
    ...counts,
    remaining: reached ? status.pending + status.claimed : null,
    oldestFailedAt: status.oldestFailedAt,
    stoppedBecause: run.stoppedBecause,
    entries: run.results.map(reportEntry),
  };
}

/** While the target is out of order a replay still brings the digests that are due. */
async function fitTarget({ target }: ReplayRequest, parts: ReplayRunParts): Promise<void> {
  try {
    await parts.probe();
  } catch (error) {
    const deadline = parts.clock.elapsed() + ALERT_TIME_LIMIT;
    await announceSafely({ target, delivered: 0, kept: [] }, parts, deadline);
    throw error;
  }
}

class ReplayRun {
  readonly results: EntryResult[] = [];
  stoppedBecause: string | null = null;
  private readonly startedAt: Date;
  private readonly failed: KeptEntry[] = [];
  private ended = false;

  constructor(
    private readonly request: ReplayRequest,
    private readonly parts: ReplayRunParts,
  ) {
    this.startedAt = parts.clock.now();
  }

  /** For those who are told: what is in the table now, and what was tried in vain. */
  get outcome(): { delivered: number; kept: readonly KeptEntry[] } {
    const delivered = this.results.filter(({ next }) => next === null).length;
    return { delivered, kept: this.failed };
  }

  /** Claims, writes and settles until nothing is due; a store at fault does not stop the others. */
  async drain(store: RetryStore): Promise<void> {
    try {
      while (!this.ended && this.results.length < this.request.limit) {
        const claim = await this.claim(store);
        if (claim.entries.length === 0) return;
        await this.replayClaim(store, claim);
      }
    } catch (error) {
      if (!(error instanceof ActivityLogError)) throw error;
      this.stoppedBecause ??= error.message;
      this.parts.logger.error(`The retry store ${store.name} failed during a replay.`, {
        code: error.code,
        message: error.message,
      });
    }
  }

  private claim(store: RetryStore): Promise<Claim> {
    const { target, dueOnly, limit } = this.request;
    return store.claimDue({
      target,
      now: this.parts.clock.now(),
      limit: Math.min(CLAIM_SIZE, limit - this.results.length),
      includeNotDue: !dueOnly,
      failedUntil: this.startedAt,
    });
  }

  private async replayClaim(store: RetryStore, claim: Claim): Promise<void> {
    const { clock, deadline } = this.parts;
    const leaseEnd = clock.elapsed() + LEASE_MS * WRITING_SHARE;
    const replay = new EntryReplay({ ...this.parts, deadline: Math.min(deadline, leaseEnd) });
    const { results, stoppedBecause } = await replay.replay(claim.entries);
    this.results.push(...results);
    if (stoppedBecause !== null) {
      this.ended = true;
      this.stoppedBecause = stoppedBecause;
    }
    for (const { next, failure } of results) {
      if (next !== null && failure !== null) this.failed.push({ entry: next, keptIn: store.name });
    }
    const settlements = results.map(settlementOf);
    const now = clock.now();
    await store.settle(claim, settlements, now);
    await tellOtherStores(this.parts.stores, { by: store, settlements, now }, this.parts.logger);
  }
}

function reportEntry({ entry, outcome, next, failure }: EntryResult): ReplayedEntry {
  const { eventId, eventType, tenantId } = entry;
  return {
    eventId,
    eventType,
    tenantId,
    outcome,
    state: next?.state ?? 'replayed',
    code: failure?.code ?? null,
    message: failure?.message ?? null,
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
