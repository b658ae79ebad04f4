import { reviveEvent } from '../activity/reviveEvent';
import type { WritableEvent } from '../activity/activityEvent';
import { batchesOf } from '../activity/eventBatches';
import { WriteFailure } from '../writeFailure';
import type { Clock, RandomSource } from '../ports';
import type { ReplayReceipt, ReplaySink } from '../sinks/eventSink';
import { CONFLICT } from './conflict';
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
import { afterFailedReplay } from './entryTransitions';
import { EqualFailures } from './equalFailures';
import { inTurns, type LeadOrder } from './leadOrder';
import type { QueueEntry } from './queueEntry';
import { ReplayPace } from './replayPace';

/** Milliseconds; the law's bound on a statement, and the least that is worth sending. */
const STATEMENT_TIMEOUT = 5000;
const SHORTEST_STATEMENT = 50;
const PER_STATEMENT = { most: 500, sizeOf: ({ payload }: QueueEntry) => payload.length };

export interface ReplayParts {
  readonly sink: ReplaySink;
  /** Rejects when the target is not fit. */
  readonly probe: () => Promise<void>;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly signal?: AbortSignal | undefined;
  /** `clock.elapsed()` at which nothing more is tried. */
  readonly deadline: number;
}

/** How a run writes. */
export interface ReplayManner {
  /** Writes and takes it back. Default: no. */
  readonly dryRun?: boolean;
  /** Events per second; null: no bound, which is the default. */
  readonly ratePerSecond?: number | null;
}

/** Bounds of one claim's replay. */
export interface ClaimBounds {
  /** `clock.elapsed()` at which what is left goes back. Default: the run's. */
  readonly deadline?: number;
  /** Default: order does not matter. */
  readonly order?: LeadOrder | null;
}

interface Revived {
  readonly entry: QueueEntry;
  readonly event: WritableEvent;
}

const UNREADABLE = new WriteFailure({
  lane: 'payload',
  code: 'unreadable_payload',
  message: 'The stored event cannot be read by this version.',
  hint: 'Update the package if a newer one wrote it; else repair the entry or discard it.',
});

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
      else this.skip([entry], runEnded(this.stopped));
    }
    await this.write(revived);
  }

  /** Those that no older entry of their lead holds back. */
  private free(batch: readonly QueueEntry[]): QueueEntry[] {
    const { order } = this.bounds;
    return batch.filter((entry) => {
      const isHeld = order?.holds(entry) === true;
      if (isHeld) this.skip([entry], HELD);
      return !isHeld;
    });
  }

  private async write(batch: readonly Revived[]): Promise<void> {
    if (batch.length === 0) return;
    const hindrance = await this.hindrance(batch.length);
    if (hindrance !== null)
      return this.skip(
        batch.map(({ entry }) => entry),
        hindrance,
      );
    try {
      const receipts = await this.send(batch);
      batch.forEach((one, i) => this.received(one, receipts[i]));
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
    if (judged === undefined || judged.outcome === 'busy') return this.skip([entry], BUSY);
    this.equalFailures.end();
    if (judged.outcome === 'conflict') return this.fail(entry, CONFLICT, true);
    this.settle(inTarget(entry, judged.outcome === 'written' ? 'replayed' : 'duplicate'));
  }

  private async afterFailure(batch: readonly Revived[], failure: WriteFailure): Promise<void> {
    this.stopped = await this.outage(failure);
    const entries = batch.map(({ entry }) => entry);
    if (this.stopped !== null) return this.skip(entries, runEnded(this.stopped));
    const [first, ...others] = entries;
    if (first === undefined) return;
    if (others.length === 0) return this.fail(first, failure, true);
    const middle = Math.ceil(batch.length / 2);
    await this.write(batch.slice(0, middle));
    await this.write(batch.slice(middle));
  }

  /** A failure that any event would meet; a target that is fit blames the event instead. */
  private async outage(failure: WriteFailure): Promise<string | null> {
    const { lane, waitsForParent, message, code } = failure;
    if (lane === 'environment') return `${message} (${code})`;
    if (lane !== 'transient' || waitsForParent) return null;
    try {
      await this.parts.probe();
      return null;
    } catch {
      // The probe's own words say the same of the target; the failure's name the statement's.
      return `${message} (${code})`;
    }
  }

  private fail(entry: QueueEntry, failure: WriteFailure, counts: boolean): void {
    const { clock, random } = this.parts;
    const next = afterFailedReplay(entry, failure, { now: clock.now(), random });
    const outcome = next.state === 'parked' ? 'parked' : 'failed';
    this.settle({ entry, outcome, next, failure, skippedBecause: null });
    if (counts) this.stopped ??= this.equalFailures.count(failure);
  }

  private skip(entries: readonly QueueEntry[], reason: SkipReason): void {
    for (const entry of entries) this.settle(skipped(entry, reason));
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

/** A sink throws WriteFailure; anything else is a fault of ours that one event may trigger. */
function failureOf(error: unknown): WriteFailure {
  if (error instanceof WriteFailure) return error;
  return new WriteFailure({
    lane: 'transient',
    code: 'unexpected',
    message: `The write failed unexpectedly (${error instanceof Error ? error.name : 'unknown'}).`,
    hint: 'Look into the log of n8n; after 5 replays the event is parked.',
  });
}
