import type { KeptEntry } from './alerts/deliveryReport';
import { ActivityLogError } from './errors';
import type { Logger } from './ports';
import { Canary } from './retryQueue/canary';
import { ClaimSource } from './retryQueue/claimSource';
import { entryKey } from './retryQueue/entryKey';
import type { EntryResult } from './retryQueue/entryResult';
import type { EntrySource, Wanted } from './retryQueue/entrySource';
import { findWaiting } from './retryQueue/findWaiting';
import type { LeadOrder } from './retryQueue/leadOrder';
import { LEASE_MS } from './retryQueue/lease';
import { ListSource } from './retryQueue/listSource';
import { EntryReplay } from './retryQueue/replayEntries';
import type { ReplayParts } from './retryQueue/replayParts';
import type { ListedEntry, QueueEntry } from './retryQueue/queueEntry';
import type { RetryStore, RetryStoreName } from './retryQueue/retryStore';
import { tellOtherStores } from './tellOtherStores';

/** Of a lease: what may be spent on writing, so that settling comes before its end. */
const WRITING_SHARE = 0.75;
const WRITING_MS = LEASE_MS * WRITING_SHARE;

/** What a run of several stores is asked for. */
export interface StoresRequest extends Wanted {
  /** Most entries to take. */
  readonly limit: number;
  readonly strictOrder: boolean;
  readonly dryRun: boolean;
  readonly ratePerSecond: number | null;
}

export interface StoresParts extends ReplayParts {
  readonly stores: readonly RetryStore[];
  readonly logger: Logger;
}

/** What became of an entry, and whose it is. */
export interface StoreResult extends EntryResult {
  readonly store: RetryStoreName;
}

/** Replays what several stores hold for one target. One object is one run. */
export class StoresReplay {
  private readonly byEntry = new Map<string, StoreResult>();
  private readonly done = new Set<string>();
  private readonly canary = new Canary();
  private readonly replay: EntryReplay;
  private storeFault: string | null = null;

  constructor(
    private readonly request: StoresRequest,
    private readonly parts: StoresParts,
  ) {
    this.replay = new EntryReplay(parts, request);
  }

  /** The newest result of each entry, in the order in which they were first met. */
  get results(): StoreResult[] {
    return [...this.byEntry.values()];
  }

  /** Null when the run came to its natural end. */
  get stoppedBecause(): string | null {
    return this.replay.stoppedBecause ?? this.storeFault;
  }

  /** What was tried in vain, for those who are told. */
  get failed(): KeptEntry[] {
    return this.results.flatMap(({ next, failure, store }) =>
      next === null || failure === null ? [] : [{ entry: next, keptIn: store }],
    );
  }

  /** In strict order what one store holds may have to wait for another: it is asked again. */
  async run(): Promise<void> {
    const sources = this.parts.stores.map((store) => ({ store, source: this.sourceOf(store) }));
    let before: number;
    do {
      before = this.done.size;
      for (const { store, source } of sources) await this.drain(store, source);
    } while (this.request.strictOrder && this.done.size > before && this.isHolding());
  }

  private isHolding(): boolean {
    if (this.replay.stoppedBecause !== null) return false;
    return this.results.some(({ skippedBecause }) => skippedBecause?.code === 'held_by_order');
  }

  /** Claims, writes and settles until nothing is due; a store at fault does not stop the others. */
  private async drain(store: RetryStore, source: EntrySource): Promise<void> {
    source.restart();
    try {
      while (this.replay.stoppedBecause === null) {
        const entries = await source.take(this.nextSize());
        if (entries.length === 0) return;
        await this.replayTaken(store, source, entries);
      }
    } catch (error) {
      if (!(error instanceof ActivityLogError)) throw error;
      this.storeFault ??= error.message;
      this.parts.logger.error(`The retry store ${store.name} failed during a replay.`, {
        code: error.code,
        message: error.message,
      });
    }
  }

  private sourceOf(store: RetryStore): EntrySource {
    const { request, parts } = this;
    if (request.dryRun) return new ListSource(store, request, parts.clock);
    return new ClaimSource(store, request, parts.clock);
  }

  /** No more than can be written before the claim ends. */
  private nextSize(): number {
    const left = this.request.limit - this.byEntry.size;
    return Math.max(0, Math.min(this.canary.size, left, this.replay.pace.most(WRITING_MS)));
  }

  private async replayTaken(
    store: RetryStore,
    source: EntrySource,
    entries: readonly QueueEntry[],
  ): Promise<void> {
    const { clock, stores, logger } = this.parts;
    const deadline = Math.min(this.parts.deadline, clock.elapsed() + WRITING_MS);
    const order = this.request.strictOrder ? await this.orderOf(entries) : null;
    const results = await this.replay.replay(entries, { deadline, order });
    for (const result of results) this.note(store, result);
    if (results.some(({ next }) => next === null)) this.canary.grow();
    const settlements = await source.settle(results);
    await tellOtherStores(stores, { by: store, settlements, now: clock.now() }, logger);
  }

  private orderOf(entries: readonly QueueEntry[]): Promise<LeadOrder> {
    const { stores, logger } = this.parts;
    const isDone = (entry: ListedEntry) => this.done.has(entryKey(entry));
    return findWaiting(entries, { stores, logger, source: this.request.source, isDone });
  }

  private note(store: RetryStore, result: EntryResult): void {
    const key = entryKey(result.entry);
    this.byEntry.set(`${store.name} ${key}`, { ...result, store: store.name });
    if (result.next === null) this.done.add(key);
  }
}
