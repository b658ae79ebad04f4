import type { KeptEntry } from './alerts/deliveryReport';
import { announceSafely, type AnnounceParts } from './announceSafely';
import { type Attempted, attemptEvents, type AttemptParts } from './attemptEvents';
import { ExecutionDeadlines } from './delivery/executionDeadlines';
import { ALERT_TIME_LIMIT, DRAIN_TIME_LIMIT } from './delivery/retryPolicy';
import { drainSpool, type DrainParts } from './drainSpool';
import { guardedLogger } from './guardedLogger';
import { endJournal } from './journalEvents';
import { keepUndelivered, type KeepStores } from './keepUndelivered';
import { keptReceipt, type LogReceipt } from './logReceipt';
import type { RequestSource } from './prepareInChunks';
import type { EntryResult } from './replay/entryResult';
import type { RetryStoreName } from './retryQueue/retryStore';
import type { EventSink, ReplaySink } from './sinks/eventSink';

/** What Log Activity is made of; wired in nodes/n8n/composition.ts. */
export interface LogActivityParts
  extends AttemptParts, AnnounceParts, Omit<DrainParts, 'otherStores'> {
  readonly sink: EventSink & ReplaySink;
  readonly stores: KeepStores;
}

/** Events that are in no table, and where they are. */
type Kept = ReadonlyMap<Attempted['events'][number], RetryStoreName | null>;

/**
 * Writes one event per request: validate, enrich, redact, deliver; what cannot be delivered is
 * kept in the retry queue. Then, and only then, what waits in the spool is taken along and people
 * are told; neither changes the receipts.
 * @returns one receipt per request, in order; never throws for a bad event or a failed database
 */
export async function logActivity(
  requests: RequestSource,
  given: LogActivityParts,
): Promise<LogReceipt[]> {
  const parts = { ...given, logger: guardedLogger(given.logger) };
  const { clock, policy } = parts;
  const [start, startedAt] = [clock.elapsed(), clock.now()];
  const deadlines = new ExecutionDeadlines(clock, policy);
  const attempted = await attemptEvents(requests, parts, deadlines);
  const kept = await keep(attempted, parts, deadlines);
  const durationMs = Math.round(clock.elapsed() - start);
  const drained = await drain(attempted, parts, { startedAt, deadlines });
  const report = reportOf(attempted, kept, drained);
  await announceSafely(
    { target: parts.target, ...report },
    parts,
    deadlines.afterwards(ALERT_TIME_LIMIT),
  );
  return receiptsOf(attempted, kept, durationMs);
}

async function keep(
  { events, journal }: Attempted,
  parts: LogActivityParts,
  deadlines: ExecutionDeadlines,
): Promise<Kept> {
  const undelivered = events.filter(({ entry }) => entry !== null);
  const entries = undelivered.flatMap(({ entry }) => entry ?? []);
  const stored = await keepUndelivered(entries, parts.stores, { ...parts, deadlines });
  const keptIn = await endJournal(journal, stored, parts);
  return new Map(undelivered.map((event, i) => [event, keptIn[i] ?? null]));
}

/** Only a target that has just taken events, and failed none of them, gets more to do. */
async function drain(
  { events }: Attempted,
  parts: LogActivityParts,
  { startedAt, deadlines }: { startedAt: Date; deadlines: ExecutionDeadlines },
): Promise<readonly EntryResult[]> {
  const isOutage = events.some(({ entry }) => /^(transient|environment)$/.test(entry?.lane ?? ''));
  const takesEvents = events.some(({ entry }) => entry === null);
  if (!takesEvents || isOutage || parts.signal?.aborted === true) return [];
  const { whileAnswering, whileSilent } = parts.stores;
  return drainSpool(
    { ...parts, otherStores: [...new Set([...whileAnswering, ...whileSilent])] },
    {
      failedUntil: new Date(startedAt.getTime() - 1),
      deadline: deadlines.afterwards(DRAIN_TIME_LIMIT),
    },
  );
}

function reportOf({ events }: Attempted, kept: Kept, drained: readonly EntryResult[]) {
  const own = [...kept].flatMap(([{ entry }, keptIn]): KeptEntry[] =>
    entry === null ? [] : [{ entry, keptIn }],
  );
  const inTable = drained.filter(({ next }) => next === null).length;
  const failedAgain = drained.flatMap(({ next, failure }): KeptEntry[] =>
    next === null || failure === null ? [] : [{ entry: next, keptIn: 'spool' }],
  );
  const delivered = events.length - kept.size + inTable;
  return { delivered, kept: [...own, ...failedAgain] };
}

function receiptsOf({ events, journal }: Attempted, kept: Kept, durationMs: number): LogReceipt[] {
  return events.map((event) => {
    const { entry, receipt } = event;
    const whole = entry === null ? receipt : keptReceipt(receipt, entry, kept.get(event) ?? null);
    const warnings = [whole.warning, journal.warning].filter((warning) => warning !== null);
    return { ...whole, durationMs, warning: warnings.join(' ') || null };
  });
}
