import type { KeptEntry } from '../alerts/deliveryReport';
import { ActivityLogError } from '../errors';
import type { Logger } from '../ports';
import { Canary } from './canary';
import { ClaimSource } from './claimSource';
import { entryKey } from '../retryQueue/entryKey';
import { CLAIM_ENDED, type EntryResult, skipped } from './entryResult';
import type { EntrySource, Taken, Wanted } from './entrySource';
import { findWaiting } from './findWaiting';
import type { LeadOrder } from './leadOrder';
import { LEASE_MS } from '../retryQueue/lease';
import { ListSource } from './listSource';
import { EntryReplay } from './replayEntries';
import type { ReplayParts } from './replayParts';
import type { ListedEntry, QueueEntry } from '../retryQueue/queueEntry';
import type { RetryStore, RetryStoreName } from '../retryQueue/retryStore';
import { tellOtherStores } from '../retryQueue/tellOtherStores';

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

/** What is to be written next. */
interface Next {
  readonly taken: Taken;
  /** `clock.elapsed()` by which it must be written. */
  readonly deadline: number;
  /** Beside a write it may have missed what the write's settlement gave back. */
  readonly when: 'beside' | 'between' | 'afterAll';
}

interface Written {
  readonly source: EntrySource;
  readonly taken: Taken;
  readonly results: readonly EntryResult[];
}

const NOTHING: Promise<Next> = Promise.resolve({
  ...{ taken: { entries: [], claim: null }, deadline: 0, when: 'between' },
});

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
      await this.drainAll(store, source);
    } catch (error) {
      if (!(error instanceof ActivityLogError)) throw error;
      this.storeFault ??= error.message;
      this.parts.logger.error(`The retry store ${store.name} failed during a replay.`, {
        code: error.code,
        message: error.message,
      });
    }
  }

  /**
   * At full speed the next claim and the last settlement run beside the write, each on a connection
   * of its own: the longest of the three sets the pace.
   */
  private async drainAll(store: RetryStore, source: EntrySource): Promise<void> {
    let settling: Promise<void> = Promise.resolve();
    let next = this.take(source);
    try {
      for (;;) {
        const { taken, deadline, when } = await next;
        next = NOTHING;
        if (taken.entries.length === 0) {
          await settling;
          if (when !== 'beside' || this.replay.stoppedBecause !== null) return;
          source.restart();
          next = this.take(source, { when: 'afterAll' });
          continue;
        }
        const overlaps = when !== 'afterAll' && this.overlaps();
        if (overlaps) next = this.takeAhead(source, taken);
        const results = await this.write(store, taken, deadline);
        const settledBefore = settling;
        settling = this.settle(store, { source, taken, results });
        settling.catch(ignoreForNow);
        await (overlaps ? settledBefore : settling);
        if (overlaps) continue;
        if (this.replay.stoppedBecause !== null) return;
        next = this.take(source);
      }
    } catch (error) {
      await Promise.allSettled([settling, next.then(({ taken }) => giveBack(source, taken))]);
      throw error;
    }
  }

  /** Order and pace need to know what became of the entries before. */
  private overlaps(): boolean {
    const { strictOrder, dryRun, ratePerSecond } = this.request;
    const isPlain = !strictOrder && !dryRun && ratePerSecond === null;
    const hasRoom = (this.parts.sink.writesAtOnce ?? 1) > 1;
    return isPlain && hasRoom && this.canary.isGrown && this.replay.stoppedBecause === null;
  }

  private async take(
    source: EntrySource,
    { underWay = 0, when = 'between' }: { underWay?: number; when?: Next['when'] } = {},
  ): Promise<Next> {
    const { deadline, clock } = this.parts;
    const claimEnds = clock.elapsed() + WRITING_MS;
    const taken = await source.take(this.nextSize(underWay));
    return { taken, deadline: Math.min(deadline, claimEnds), when };
  }

  private takeAhead(source: EntrySource, { entries }: Taken): Promise<Next> {
    const ahead = this.take(source, { underWay: entries.length, when: 'beside' });
    ahead.catch(ignoreForNow);
    return ahead;
  }

  private sourceOf(store: RetryStore): EntrySource {
    const { request, parts } = this;
    if (request.dryRun) return new ListSource(store, request, parts.clock);
    return new ClaimSource(store, request, parts.clock);
  }

  /** No more than can be written before the claim ends. */
  private nextSize(underWay: number): number {
    const left = this.request.limit - this.byEntry.size - underWay;
    return Math.max(0, Math.min(this.canary.size, left, this.replay.pace.most(WRITING_MS)));
  }

  private async write(
    store: RetryStore,
    { entries }: Taken,
    deadline: number,
  ): Promise<EntryResult[]> {
    const order = this.request.strictOrder ? await this.orderOf(entries) : null;
    const results = await this.replay.replay(entries, { deadline, order });
    for (const result of results) this.note(store, result);
    if (results.some(({ next }) => next === null)) this.canary.grow();
    return results;
  }

  private async settle(store: RetryStore, { source, taken, results }: Written): Promise<void> {
    const { clock, stores, logger } = this.parts;
    const settlements = await source.settle(taken, results);
    await tellOtherStores(stores, { by: store, settlements, now: clock.now() }, logger);
  }

  private orderOf(entries: readonly QueueEntry[]): Promise<LeadOrder> {
    const { stores, logger } = this.parts;
    const isDone = (entry: ListedEntry) => this.done.has(entryKey(entry));
    return findWaiting(entries, { stores, logger, source: this.request.source, isDone });
  }

  private note(store: RetryStore, result: EntryResult): void {
    const key = entryKey(result.entry);
    const place = `${store.name} ${key}`;
    // A copy that was claimed ahead meets what the run has just written.
    if (this.byEntry.get(place)?.next === null) return;
    this.byEntry.set(place, { ...result, store: store.name });
    if (result.next === null) this.done.add(key);
  }
}

/** Whoever waits for it learns of its failure; until then nobody does. */
function ignoreForNow(): void {}

function giveBack(source: EntrySource, taken: Taken): Promise<unknown> {
  const results = taken.entries.map((entry) => skipped(entry, CLAIM_ENDED));
  return source.settle(taken, results);
}
