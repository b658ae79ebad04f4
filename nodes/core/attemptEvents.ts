import { EventDelivery, type DeliveryOutcome } from './delivery/deliverEvents';
import { overlapping } from './delivery/overlapping';
import type { ExecutionDeadlines } from './delivery/executionDeadlines';
import { type JournalParts, NO_JOURNAL, openJournal, type OpenJournal } from './journalEvents';
import { type LogReceipt, receiptOf } from './logReceipt';
import { entryAfter } from './makeEntries';
import type { PreparedEvent } from './prepareEvents';
import { type ChunkParts, prepareInChunks, type RequestSource } from './prepareInChunks';
import type { QueueEntry } from './retryQueue/queueEntry';
import type { EventSink } from './sinks/eventSink';

export interface AttemptParts extends ChunkParts, JournalParts {
  readonly sink: EventSink;
  /** Aborted when the execution is cancelled. */
  readonly signal: AbortSignal | undefined;
}

/** All that is left of an event after its attempts. */
export interface AttemptedEvent {
  readonly receipt: LogReceipt;
  /** Null when the event is in the table. */
  readonly entry: QueueEntry | null;
}

export interface Attempted {
  readonly events: readonly AttemptedEvent[];
  readonly journal: OpenJournal;
}

/**
 * Prepares and delivers chunk by chunk, and forgets each event that was written. With a journal,
 * all are prepared and on disk before the first attempt.
 */
export async function attemptEvents(
  requests: RequestSource,
  parts: AttemptParts,
  deadlines: ExecutionDeadlines,
): Promise<Attempted> {
  const chunks = prepareInChunks(requests, parts, deadlines);
  if (parts.journal === null) {
    return { events: await deliverChunks(chunks, parts, deadlines), journal: NO_JOURNAL };
  }
  const all: PreparedEvent[][] = [];
  for await (const chunk of chunks) all.push(chunk);
  const journal = await openJournal(all.flat(), parts, deadlines);
  return { events: await deliverChunks(all, parts, deadlines), journal };
}

async function deliverChunks(
  chunks: AsyncIterable<PreparedEvent[]> | Iterable<PreparedEvent[]>,
  parts: AttemptParts,
  deadlines: ExecutionDeadlines,
): Promise<AttemptedEvent[]> {
  const delivery = new EventDelivery(parts.sink, {
    ...parts,
    get deadline() {
      return deadlines.database;
    },
  });
  const events: AttemptedEvent[] = [];
  const delivered = overlapping(
    chunks,
    () => delivery.batchesAtOnce,
    async (chunk) => ({ chunk, outcomes: await deliverChunk(chunk, delivery) }),
  );
  for await (const { chunk, outcomes } of delivered) {
    const moment = { target: parts.target, now: parts.clock.now() };
    chunk.forEach((prepared, i) => {
      const outcome = outcomes[i];
      if (outcome === undefined) throw new Error('Delivery answered for fewer than it took.');
      const entry = entryAfter(prepared, outcome, moment);
      events.push({ receipt: receiptOf(prepared, outcome), entry });
    });
  }
  return events;
}

/** @returns one outcome per event, those that were refused before the first try among them */
async function deliverChunk(
  chunk: readonly PreparedEvent[],
  delivery: EventDelivery,
): Promise<(DeliveryOutcome | undefined)[]> {
  const writable = chunk.flatMap((one) => (one.kind === 'writable' ? [one.event] : []));
  const outcomes = (await delivery.deliver(writable)).values();
  return chunk.map((one) =>
    one.kind === 'writable'
      ? outcomes.next().value
      : { kind: 'undelivered', failure: one.failure, attempts: 0 },
  );
}
