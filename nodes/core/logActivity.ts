import { eventIdMilliseconds } from './activity/eventIdentity';
import { deliverEvents, type DeliveryOutcome } from './delivery/deliverEvents';
import type { RetryPolicy } from './delivery/retryPolicy';
import type { WriteFailure } from './writeFailure';
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
  return attempted.map((event, i) => ({ ...receiptOf(event, durationMs), ...kept[i] }));
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

function receiptOf({ prepared, outcome }: Attempted, durationMs: number): LogReceipt {
  const delivered = outcome.kind === 'delivered' ? outcome.receipt : null;
  const failure = outcome.kind === 'undelivered' ? outcome.failure : null;
  const isDuplicate = delivered?.outcome === 'duplicate';
  const eventId = isDuplicate ? delivered.eventId : prepared.eventId;
  return {
    outcome: delivered?.outcome ?? 'lost',
    eventId,
    eventType: prepared.eventType,
    // A duplicate happened when its first delivery said so, whatever this one says.
    timestamp: new Date(eventIdMilliseconds(eventId)).toISOString(),
    attempts: outcome.attempts,
    durationMs,
    keptIn: null,
    code: failure?.code ?? null,
    message: failure?.message ?? null,
    hint: failure?.hint ?? null,
    field: prepared.kind === 'refused' ? prepared.field : null,
    warning: delivered?.warning ?? null,
  };
}
