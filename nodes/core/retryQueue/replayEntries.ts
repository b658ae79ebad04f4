import { reviveEvent } from '../activity/reviveEvent';
import type { WritableEvent } from '../activity/activityEvent';
import { batchesOf } from '../activity/eventBatches';
import { WriteFailure } from '../writeFailure';
import type { Clock, RandomSource } from '../ports';
import type { EventSink, SinkReceipt } from '../sinks/eventSink';
import { CONFLICT } from './conflict';
import { afterFailedReplay, released } from './entryTransitions';
import type { QueueEntry } from './queueEntry';
import type { Settlement } from './retryStore';

/** Milliseconds; the law's bound on a statement, and the least that is worth sending. */
const STATEMENT_TIMEOUT = 5000;
const SHORTEST_STATEMENT = 50;
const PER_STATEMENT = { most: 500, sizeOf: ({ entry }: Revived) => entry.payload.length };
/** Equal failures of single entries in a row that speak for the target being at fault. */
const MAX_EQUAL_FAILURES = 5;

export interface ReplayParts {
  readonly sink: EventSink;
  /** Rejects when the target is not fit. */
  readonly probe: () => Promise<void>;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly signal?: AbortSignal | undefined;
  /** `clock.elapsed()` at which nothing more is tried. */
  readonly deadline: number;
}

/** What became of one claimed entry. */
export interface EntryResult {
  readonly entry: QueueEntry;
  readonly outcome: 'replayed' | 'duplicate' | 'failed' | 'parked' | 'skipped';
  /** The entry afterwards; null when its event is in the target. */
  readonly next: QueueEntry | null;
  readonly failure: WriteFailure | null;
}

/** Results of every entry, and why the run must end, if it must. */
export interface BatchResult {
  readonly results: readonly EntryResult[];
  readonly stoppedBecause: string | null;
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
  private stopped: string | null = null;
  private equalFailures = { code: '', times: 0 };

  constructor(private readonly parts: ReplayParts) {}

  async replay(entries: readonly QueueEntry[]): Promise<BatchResult> {
    const results: EntryResult[] = [];
    const revived: Revived[] = [];
    for (const entry of entries) {
      const event = eventOf(entry);
      if (event === null) results.push(this.failed(entry, UNREADABLE));
      else revived.push({ entry, event });
    }
    for (const batch of batchesOf(revived, PER_STATEMENT)) {
      results.push(...(await this.writeBatch(batch)));
    }
    return { results, stoppedBecause: this.stopped };
  }

  private async writeBatch(batch: readonly Revived[]): Promise<EntryResult[]> {
    if (batch.length === 0) return [];
    this.stopped ??= this.endOfRun();
    if (this.stopped !== null) return batch.map(skipped);
    try {
      const receipts = await this.write(batch);
      this.equalFailures = { code: '', times: 0 };
      return batch.map(({ entry }, i) => this.received(entry, receipts[i]));
    } catch (error) {
      return this.afterFailure(batch, failureOf(error));
    }
  }

  private endOfRun(): string | null {
    if (this.parts.signal?.aborted === true) return 'The execution was cancelled.';
    if (this.parts.clock.elapsed() < this.parts.deadline) return null;
    return 'The time limit of the replay was reached.';
  }

  private write(batch: readonly Revived[]): Promise<SinkReceipt[]> {
    const { sink, clock, deadline } = this.parts;
    const remaining = Math.min(STATEMENT_TIMEOUT, deadline - clock.elapsed());
    const statementTimeout = Math.max(SHORTEST_STATEMENT, remaining);
    const events = batch.map(({ event }) => event);
    return sink.write(events, { deadline, statementTimeout });
  }

  private received(entry: QueueEntry, receipt: SinkReceipt | undefined): EntryResult {
    if (receipt === undefined) return skipped({ entry });
    if (receipt.outcome === 'conflict') return this.failed(entry, CONFLICT);
    const outcome = receipt.outcome === 'written' ? 'replayed' : 'duplicate';
    return { entry, outcome, next: null, failure: null };
  }

  private async afterFailure(
    batch: readonly Revived[],
    failure: WriteFailure,
  ): Promise<EntryResult[]> {
    this.stopped = await this.outage(failure);
    if (this.stopped !== null) return batch.map(skipped);
    const [first, ...others] = batch;
    if (first === undefined) return [];
    if (others.length > 0) {
      const middle = Math.ceil(batch.length / 2);
      const head = await this.writeBatch(batch.slice(0, middle));
      return head.concat(await this.writeBatch(batch.slice(middle)));
    }
    this.countEqual(failure);
    return [this.failed(first.entry, failure)];
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

  /** Locks and overload fail every event of a target that looks fit: better come back later. */
  private countEqual({ lane, code, message }: WriteFailure): void {
    if (lane !== 'transient') return;
    const times = this.equalFailures.code === code ? this.equalFailures.times + 1 : 1;
    this.equalFailures = { code, times };
    if (times >= MAX_EQUAL_FAILURES) {
      this.stopped = `${times} events in a row failed alike: ${message} (${code})`;
    }
  }

  private failed(entry: QueueEntry, failure: WriteFailure): EntryResult {
    const { clock, random } = this.parts;
    const next = afterFailedReplay(entry, failure, { now: clock.now(), random });
    return { entry, outcome: next.state === 'parked' ? 'parked' : 'failed', next, failure };
  }
}

/** What the entry's store is to do with it. */
export function settlementOf({ entry, outcome, next }: EntryResult): Settlement {
  if (next !== null) return { entry, outcome: 'kept', next };
  return { entry, outcome: outcome === 'duplicate' ? 'duplicate' : 'replayed' };
}

function skipped({ entry }: { entry: QueueEntry }): EntryResult {
  return { entry, outcome: 'skipped', next: released(entry), failure: null };
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
