import { reviveEvent } from '../activity/reviveEvent';
import type { WritableEvent } from '../activity/activityEvent';
import { batchesOf } from '../activity/eventBatches';
import type { WriteFailure } from '../writeFailure';
import type { ReplayReceipt } from '../sinks/eventSink';
import { CONFLICT } from '../retryQueue/conflict';
import { DryIdentities } from './dryIdentities';
import {
  BUSY,
  CLAIM_ENDED,
  type EntryResult,
  HELD,
  inTarget,
  runEnded,
  skipped,
  type SkipReason,
} from './entryResult';
import { afterFailedReplay } from '../retryQueue/entryTransitions';
import { failureOf, outageOf, UNREADABLE } from './replayFailures';
import type { ClaimBounds, ReplayManner, ReplayParts } from './replayParts';
import { EqualFailures } from './equalFailures';
import { inTurns } from './leadOrder';
import type { QueueEntry } from '../retryQueue/queueEntry';
import { ReplayPace } from './replayPace';

/** Milliseconds; the law's bound on a statement, and the least that is worth sending. */
const STATEMENT_TIMEOUT = 5000;
const SHORTEST_STATEMENT = 50;
const PER_STATEMENT = { most: 500, sizeOf: ({ payload }: QueueEntry) => payload.length };

interface Revived {
  readonly entry: QueueEntry;
  readonly event: WritableEvent;
}

/**
 * Writes entries through the sink, halving a batch until the entry that is at fault stands alone.
 * An outage ends it: what is left is released as it was. One object is one run.
 */
export class EntryReplay {
  readonly pace: ReplayPace;
  private stopped: string | null = null;
  private readonly equalFailures = new EqualFailures();
  private readonly dryIdentities: DryIdentities | null;
  private readonly results = new Map<QueueEntry, EntryResult>();
  private bounds: Required<ClaimBounds>;

  constructor(
    private readonly parts: ReplayParts,
    manner: ReplayManner = {},
  ) {
    this.pace = new ReplayPace(manner.ratePerSecond ?? null, parts);
    this.dryIdentities = manner.dryRun === true ? new DryIdentities() : null;
    this.bounds = { deadline: parts.deadline, order: null };
  }

  /** Null as long as the run may go on. */
  get stoppedBecause(): string | null {
    return this.stopped;
  }

  /** @returns one result per entry, in order */
  async replay(entries: readonly QueueEntry[], bounds: ClaimBounds = {}): Promise<EntryResult[]> {
    const { deadline = this.parts.deadline, order = null } = bounds;
    this.bounds = { deadline, order };
    this.results.clear();
    const most = Math.min(PER_STATEMENT.most, this.pace.burst);
    for (const turn of order === null ? [entries] : inTurns(entries)) {
      for (const batch of batchesOf(turn, { ...PER_STATEMENT, most })) await this.writeBatch(batch);
    }
    return entries.flatMap((entry) => this.results.get(entry) ?? []);
  }

  private async writeBatch(batch: readonly QueueEntry[]): Promise<void> {
    const revived: Revived[] = [];
    const unreadable: QueueEntry[] = [];
    for (const entry of this.free(batch)) {
      const event = eventOf(entry);
      if (event === null) unreadable.push(entry);
      else revived.push({ entry, event });
    }
    for (const entry of unreadable) {
      if (this.stopped === null) this.fail(entry, UNREADABLE, revived.length === 0);
      else this.skip(entry, runEnded(this.stopped));
    }
    await this.write(revived);
  }

  /** Those that no older entry of their lead holds back. */
  private free(batch: readonly QueueEntry[]): QueueEntry[] {
    const { order } = this.bounds;
    return batch.filter((entry) => {
      const isHeld = order?.holds(entry) === true;
      if (isHeld) this.skip(entry, HELD);
      return !isHeld;
    });
  }

  private async write(batch: readonly Revived[]): Promise<void> {
    if (batch.length === 0) return;
    const hindrance = await this.hindrance(batch.length);
    if (hindrance !== null) return this.skipAll(batch, hindrance);
    try {
      await this.sendAll(batch);
    } catch (error) {
      await this.afterFailure(batch, failureOf(error));
    }
  }

  private async hindrance(count: number): Promise<SkipReason | null> {
    this.stopped ??= this.endOfRun();
    const { deadline } = this.bounds;
    const hasTurn = this.stopped === null && (await this.pace.turn(count, deadline));
    this.stopped ??= this.endOfRun();
    if (this.stopped !== null) return runEnded(this.stopped);
    return hasTurn && this.parts.clock.elapsed() < deadline ? null : CLAIM_ENDED;
  }

  private endOfRun(): string | null {
    if (this.parts.signal?.aborted === true) return 'The execution was cancelled.';
    if (this.parts.clock.elapsed() < this.parts.deadline) return null;
    return 'The time limit of the replay was reached.';
  }

  private async sendAll(batch: readonly Revived[]): Promise<void> {
    const receipts = await this.send(batch);
    batch.forEach((one, i) => this.received(one, receipts[i]));
  }

  private send(batch: readonly Revived[]): Promise<ReplayReceipt[]> {
    const { sink, clock } = this.parts;
    const { deadline } = this.bounds;
    const remaining = Math.min(STATEMENT_TIMEOUT, deadline - clock.elapsed());
    const statementTimeout = Math.max(SHORTEST_STATEMENT, remaining);
    const events = batch.map(({ event }) => event);
    const dryRun = this.dryIdentities !== null;
    return sink.replay(events, { deadline, statementTimeout }, { dryRun });
  }

  private received({ entry, event }: Revived, receipt: ReplayReceipt | undefined): void {
    const judged = receipt && (this.dryIdentities?.judge(event, receipt) ?? receipt);
    if (judged === undefined || judged.outcome === 'busy') return this.skip(entry, BUSY);
    this.equalFailures.end();
    if (judged.outcome === 'conflict') return this.fail(entry, CONFLICT, true);
    this.settle(inTarget(entry, judged.outcome === 'written' ? 'replayed' : 'duplicate'));
  }

  private async afterFailure(batch: readonly Revived[], failure: WriteFailure): Promise<void> {
    this.stopped = await outageOf(failure, this.parts.probe);
    if (this.stopped !== null) return this.skipAll(batch, runEnded(this.stopped));
    const [first, ...others] = batch;
    if (first === undefined) return;
    if (others.length === 0) return this.failAlone(first, failure);
    const middle = Math.ceil(batch.length / 2);
    await this.write(batch.slice(0, middle));
    await this.write(batch.slice(middle));
  }

  /** An event that may be there after all is asked for once more: that costs it no replay. */
  private async failAlone(one: Revived, failure: WriteFailure): Promise<void> {
    if (!failure.ambiguous) return this.fail(one.entry, failure, true);
    try {
      await this.sendAll([one]);
    } catch (error) {
      const again = failureOf(error);
      this.stopped = await outageOf(again, this.parts.probe);
      if (this.stopped !== null) this.skipAll([one], runEnded(this.stopped));
      else this.fail(one.entry, again, true);
    }
  }

  private fail(entry: QueueEntry, failure: WriteFailure, counts: boolean): void {
    const { clock, random } = this.parts;
    const next = afterFailedReplay(entry, failure, { now: clock.now(), random });
    const outcome = next.state === 'parked' ? 'parked' : 'failed';
    this.settle({ entry, outcome, next, failure, skippedBecause: null });
    if (counts) this.stopped ??= this.equalFailures.count(failure);
  }

  private skipAll(batch: readonly Revived[], reason: SkipReason): void {
    for (const { entry } of batch) this.skip(entry, reason);
  }

  private skip(entry: QueueEntry, reason: SkipReason): void {
    this.settle(skipped(entry, reason));
  }

  private settle(result: EntryResult): void {
    this.results.set(result.entry, result);
    if (result.next !== null) this.bounds.order?.waits(result.entry);
  }
}

/** Null when the payload cannot be read: the reader's own words could quote it. */
function eventOf(entry: QueueEntry): WritableEvent | null {
  try {
    return reviveEvent(entry.payload);
  } catch {
    return null;
  }
}
