import { deliverEvents, type DeliveryOutcome } from './delivery/deliverEvents';
import type { RetryPolicy } from './delivery/retryPolicy';
import { type WriteFailure } from './delivery/writeFailure';
import { type Attempted, type KeepParts, keepUndelivered } from './keepUndelivered';
import type { LogReceipt } from './logReceipt';
import {
  type LogRequest,
  type PreparedEvent,
  prepareEvents,
  type PrepareParts,
} from './prepareEvents';
import type { EventSink } from './sinks/eventSink';

/** What Log Activity is made of; wired in nodes/n8n/composition.ts. */
export interface LogActivityParts extends PrepareParts, KeepParts {
  readonly sink: EventSink;
  readonly policy: RetryPolicy;
  /** Aborted when the execution is cancelled. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Writes one event per request: validate, enrich, redact, deliver; what cannot be delivered is
 * kept in the retry queue.
 * @returns one receipt per request, in order; never throws for a bad event or a failed database
 */
export async function logActivity(
  requests: readonly LogRequest[],
  parts: LogActivityParts,
): Promise<LogReceipt[]> {
  const start = parts.clock.elapsed();
  const prepared = await prepareEvents(requests, parts);
  const attempted = await attempt(prepared, parts, start);
  const kept = await keepUndelivered(attempted, parts);
  const durationMs = Math.round(parts.clock.elapsed() - start);
  return attempted.map((event, i) => ({ ...receiptOf(event), ...kept[i], durationMs }));
}

async function attempt(
  prepared: readonly PreparedEvent[],
  parts: LogActivityParts,
  start: number,
): Promise<Attempted[]> {
  const writable = prepared.flatMap((one) => (one.kind === 'writable' ? [one.event] : []));
  const outcomes = await deliverEvents(writable, parts.sink, {
    policy: parts.policy,
    clock: parts.clock,
    random: parts.random,
    deadline: start + parts.policy.totalTimeLimit,
    signal: parts.signal,
  });
  let next = 0;
  return prepared.map((one) => {
    if (one.kind === 'refused') return { prepared: one, outcome: refusal(one.failure) };
    const outcome = outcomes[next++];
    if (outcome === undefined) throw new Error('Delivery answered for fewer events than it took.');
    return { prepared: one, outcome };
  });
}

function refusal(failure: WriteFailure): DeliveryOutcome {
  return { kind: 'undelivered', failure, attempts: 0 };
}

function receiptOf({ prepared, outcome }: Attempted): Omit<LogReceipt, 'durationMs'> {
  const base = {
    eventId: prepared.eventId,
    eventType: prepared.eventType,
    timestamp: prepared.timestamp,
    attempts: outcome.attempts,
    keptIn: null,
    code: null,
    message: null,
    hint: null,
    field: prepared.kind === 'refused' ? prepared.field : null,
    warning: null,
  };
  if (outcome.kind === 'undelivered') {
    const { code, message, hint } = outcome.failure;
    return { ...base, outcome: 'lost', code, message, hint };
  }
  const { receipt } = outcome;
  return { ...base, outcome: receipt.outcome, eventId: receipt.eventId, warning: receipt.warning };
}
