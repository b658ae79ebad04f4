import type { EventOrigin } from '../activity/activityEvent';
import type { Lane } from '../writeFailure';

/** The one destination an entry may be replayed into. */
export interface Target {
  /** n8n's id of the credential. */
  readonly credentialId: string;
  readonly database: string;
  readonly schema: string;
}

export type EntryState = 'pending' | 'claimed' | 'replayed' | 'parked' | 'discarded';

/** One failure in safe words, and when it happened (ISO 8601). */
export interface EntryError {
  readonly at: string;
  readonly lane: Lane;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** One undelivered event and its history. Dates are ISO 8601 in UTC. */
export interface QueueEntry {
  readonly target: Target;
  readonly tenantId: string;
  readonly eventId: string;
  readonly eventType: string | null;
  /** Hex, or null without a dedupe key. */
  readonly dedupeKeyHash: string | null;
  /** `event`: payload revives to a WritableEvent. `parked`: it never was one. */
  readonly payloadKind: 'event' | 'parked';
  /** ASCII-escaped JSON. */
  readonly payload: string;
  /** SHA-256 in hex. */
  readonly payloadHash: string;
  readonly occurredAt: string;
  readonly firstFailedAt: string;
  readonly origin: EventOrigin;
  readonly state: EntryState;
  readonly lane: Lane;
  /** Tries made by Log Activity before it gave up. */
  readonly attempts: number;
  /** Failed replays that count; outages and environment failures do not. */
  readonly replays: number;
  /** Claims whose worker never came back. */
  readonly crashClaims: number;
  /** Null while parked. */
  readonly nextAttemptAt: string | null;
  readonly lastFailedAt: string;
  readonly firstError: EntryError;
  /** The newest nine, oldest first. */
  readonly lastErrors: readonly EntryError[];
  /** SHA-256 in hex, first 16 digits, over lane, code, constraint and message: groups incidents. */
  readonly fingerprint: string;
}
