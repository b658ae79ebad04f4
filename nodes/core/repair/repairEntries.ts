import { ActivityLogError } from '../errors';
import type { Clock, Logger } from '../ports';
import type { EntryFilter } from '../retryQueue/entryFilter';
import { entryId } from '../retryQueue/entryKey';
import { released } from '../retryQueue/entryTransitions';
import type { EntryState, ListedEntry, QueueEntry, Target } from '../retryQueue/queueEntry';
import type { Claim, RetryStore, Settlement } from '../retryQueue/retryStore';
import {
  type RepairReport,
  reportOf,
  type SkipReason,
  type StoreRepair,
  Tally,
} from './repairReport';
import { tellOtherStores } from '../retryQueue/tellOtherStores';

/** Entries that are looked at, claimed and settled together. */
const CHUNK = 500;

const WAITING: readonly EntryState[] = ['pending', 'claimed', 'parked'];

/** Which entries a person means, and how many of them at most. */
export interface RepairRequest {
  readonly target: Target;
  readonly filter: EntryFilter;
  readonly limit: number;
}

export interface RepairParts {
  readonly stores: readonly RetryStore[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** `clock.elapsed()` at which nothing more is begun. */
  readonly deadline: number;
  /** Aborted when the execution is cancelled. */
  readonly signal?: AbortSignal | undefined;
}

/** What a person does to entries: pure, and the same in every store. */
export interface Repair {
  /** Why an entry is left as it is; null when it is not. */
  readonly skip: (entry: ListedEntry, now: Date) => SkipReason | null;
  readonly next: (entry: QueueEntry, now: Date) => QueueEntry;
}

/**
 * Looks for what matches in every store, claims it in chunks, changes it and settles it. What
 * another holds is left to them; a store that fails does not stop the others.
 */
export async function repairEntries(
  request: RepairRequest,
  repair: Repair,
  parts: RepairParts,
): Promise<RepairReport> {
  const run = new RepairRun(request, repair, parts);
  const stores: StoreRepair[] = [];
  for (const store of parts.stores) stores.push(await run.repairStore(store));
  return reportOf(stores, run.stoppedBecause);
}

class RepairRun {
  stoppedBecause: string | null = null;
  private left: number;

  constructor(
    private readonly request: RepairRequest,
    private readonly repair: Repair,
    private readonly parts: RepairParts,
  ) {
    this.left = request.limit;
  }

  async repairStore(store: RetryStore): Promise<StoreRepair> {
    const tally = new Tally();
    let error: string | null = null;
    try {
      await this.walk(store, tally);
    } catch (cause) {
      if (!(cause instanceof ActivityLogError)) throw cause;
      error = `${cause.message} ${cause.hint ?? ''}`.trim();
    }
    const { changed, skipped, remaining } = tally;
    const isCounted = error === null && this.stoppedBecause === null;
    return {
      ...{ store: store.name, changed, skipped },
      ...{ remaining: isCounted ? remaining : null, error },
    };
  }

  /** By a list, not by claims alone: what was changed may still match, and is met once. */
  private async walk(store: RetryStore, tally: Tally): Promise<void> {
    const { target, filter } = this.request;
    let after: ListedEntry | null = null;
    for (;;) {
      this.stoppedBecause ??= this.endOfRun();
      if (this.stoppedBecause !== null) return;
      const page: ListedEntry[] = await store.list({
        ...{ target, states: WAITING, filter, limit: CHUNK, after, withPayload: false },
      });
      if (page.length === 0) return;
      after = page.at(-1) ?? null;
      await this.repairPage(store, page, tally);
    }
  }

  private async repairPage(
    store: RetryStore,
    page: readonly ListedEntry[],
    tally: Tally,
  ): Promise<void> {
    const now = this.parts.clock.now();
    const meant = page.filter((entry) => {
      const reason = this.repair.skip(entry, now);
      if (reason !== null) tally.skip(reason, 1);
      return reason === null;
    });
    const taken = meant.slice(0, this.left);
    tally.remaining += meant.length - taken.length;
    if (taken.length === 0) return;
    const claim = await this.claim(store, taken);
    tally.skip('claimed', taken.length - claim.entries.length);
    if (claim.entries.length > 0) await this.settle(store, claim, tally);
  }

  private claim(store: RetryStore, listed: readonly ListedEntry[]): Promise<Claim> {
    const { target, filter } = this.request;
    const ids = listed.map(entryId);
    return store.claimDue({
      ...{ target, now: this.parts.clock.now(), limit: ids.length },
      ...{ includeNotDue: true, purpose: 'repair', filter: { ...filter, ids } },
    });
  }

  /** Looks again at what it holds: since the list others may have changed it. */
  private async settle(store: RetryStore, claim: Claim, tally: Tally): Promise<void> {
    const { repair, parts } = this;
    const now = parts.clock.now();
    const reasons = claim.entries.map((entry) => repair.skip(released(entry), now));
    const settlements = claim.entries.map((entry, i): Settlement => {
      const next = reasons[i] === null ? repair.next(entry, now) : released(entry);
      return { entry, outcome: 'kept', next };
    });
    const settled = await store.settle(claim, settlements, now);
    for (const reason of reasons) {
      if (reason !== null) tally.skip(reason, 1);
    }
    // Which of them another worker took over is not told: at worst all are changes.
    const lost = settlements.length - settled;
    const meant = reasons.filter((reason) => reason === null).length;
    const changed = Math.max(0, meant - lost);
    tally.skip('claimed', meant - changed);
    tally.changed += changed;
    this.left -= changed;
    await tellOtherStores(parts.stores, { by: store, settlements, now }, parts.logger);
  }

  private endOfRun(): string | null {
    const { signal, clock, deadline } = this.parts;
    if (signal?.aborted === true) return 'The execution was cancelled.';
    return clock.elapsed() < deadline ? null : 'The time limit was reached.';
  }
}
