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
