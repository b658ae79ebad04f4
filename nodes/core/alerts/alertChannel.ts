import type { RetryStoreName } from '../retryQueue/retryStore';
import type { Lane } from '../writeFailure';

/** How many events a place holds; `place` null: kept nowhere but in n8n's execution record. */
export interface PlaceCount {
  readonly place: RetryStoreName | null;
  readonly events: number;
}

/** What is new about one incident. No part of it is a value of an event. */
export interface IncidentNews {
  /** `opened`: never told before. `over`: no more failures of it are expected. */
  readonly kind: 'opened' | 'ongoing' | 'over';
  readonly lane: Lane;
  /** SQLSTATE, Node.js error code, or our own word. */
  readonly code: string;
  /** What happened, in plain words. */
  readonly cause: string;
  /** How to get on, in plain words. */
  readonly cure: string;
  /** Events since this incident was last told of. */
  readonly sinceLast: number;
  readonly inAll: number;
  /** ISO 8601: first and newest failure. */
  readonly firstAt: string;
  readonly lastAt: string;
  /** Where the events since the last message are. */
  readonly places: readonly PlaceCount[];
  /** Of the newest failure. */
  readonly workflowId: string | null;
  readonly executionId: string | null;
  /** At most three, of the events since the last message. */
  readonly eventIds: readonly string[];
}

/** One message to people about one target. */
export interface Alert {
  readonly database: string;
  readonly schema: string;
  /** Loudest first, at most five. */
  readonly news: readonly IncidentNews[];
  /** What is not listed one by one. */
  readonly more: { readonly causes: number; readonly events: number };
}

/** A place where people read alerts. */
export interface AlertChannel {
  /** Same text for the same place, whichever node sends; holds no secret. */
  readonly id: string;
  /**
   * Sends one message, or does not.
   * @param deadline `Clock.elapsed()` at which it must have ended
   * @throws AlertFailure when it is not known that the message arrived
   */
  send(alert: Alert, deadline: number): Promise<void>;
}
