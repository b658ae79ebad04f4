import { eventIdMilliseconds } from './activity/eventIdentity';
import type { DeliveryOutcome } from './delivery/deliverEvents';
import type { PreparedEvent } from './prepareEvents';
import type { QueueEntry } from './retryQueue/queueEntry';
import type { RetryStoreName } from './retryQueue/retryStore';

/**
 * - `written`, `duplicate`: in the table.
 * - `deadLettered`: in the retry queue, replayed by itself.
 * - `parked`: in the retry queue, needs a person. `conflict`: likewise, because its identity is
 *   taken by an event with another payload.
 * - `lost`: kept nowhere; the node must be loud.
 */
export type LogOutcome = 'written' | 'duplicate' | 'conflict' | 'deadLettered' | 'parked' | 'lost';

/** What became of one event, in words that hold no value of it. */
export interface LogReceipt {
  readonly outcome: LogOutcome;
  readonly eventId: string;
  /** As given, when it is text. */
  readonly eventType: string | null;
  /** ISO 8601, when the event happened; of a duplicate, what the first delivery said. */
  readonly timestamp: string;
  /** Tries made; 0 when the event was refused before the first. */
  readonly attempts: number;
  /** Milliseconds from the start of the delivery to its end. */
  readonly durationMs: number;
  readonly keptIn: RetryStoreName | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly hint: string | null;
  /** The parameter that is wrong, as the panel shows it. */
  readonly field: string | null;
  readonly warning: string | null;
}

/** What became of an event at the sink; undelivered it is lost until a store keeps it. */
export function receiptOf(prepared: PreparedEvent, outcome: DeliveryOutcome): LogReceipt {
  const delivered = outcome.kind === 'delivered' ? outcome.receipt : null;
  const isDuplicate = delivered?.outcome === 'duplicate';
  const eventId = isDuplicate ? delivered.eventId : prepared.eventId;
  return {
    outcome: delivered?.outcome ?? 'lost',
    eventId,
    eventType: prepared.eventType,
    // A duplicate happened when its first delivery said so, whatever this one says.
    timestamp: new Date(eventIdMilliseconds(eventId)).toISOString(),
    attempts: outcome.attempts,
    durationMs: 0,
    keptIn: null,
    code: null,
    message: null,
    hint: null,
    field: prepared.kind === 'refused' ? prepared.field : null,
    warning: delivered?.warning ?? null,
  };
}

/** The receipt of an undelivered event whose entry is kept there, or nowhere. */
export function keptReceipt(
  receipt: LogReceipt,
  entry: QueueEntry,
  keptIn: RetryStoreName | null,
): LogReceipt {
  const { code, message, hint } = entry.firstError;
  const outcome = keptIn === null ? 'lost' : outcomeOf(entry);
  return { ...receipt, outcome, keptIn, code, message, hint };
}

function outcomeOf(entry: QueueEntry): LogOutcome {
  if (entry.lane === 'conflict') return 'conflict';
  return entry.state === 'parked' ? 'parked' : 'deadLettered';
}
