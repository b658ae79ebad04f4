import type { EventOrigin } from '../activity/activityEvent';
import type { JsonValue } from '../json';
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

/** One value that a person changed: `path` as people write it, e.g. `metadata.phone`. */
export interface EntryChange {
  readonly path: string;
  /** Null: it was not there. */
  readonly before: JsonValue;
  /** Null: it is gone. */
  readonly after: JsonValue;
}

/** One repair by a person. Holds lead data, as the payload does. */
export interface EntryEdit {
  /** ISO 8601. */
  readonly at: string;
  readonly by: string;
  /** Of the payload before this edit; SHA-256 in hex. The first edit's is that of the original. */
  readonly payloadHash: string;
  readonly changes: readonly EntryChange[];
}

/** How an entry ended. */
export interface EntryResolution {
  readonly outcome: 'replayed' | 'duplicate' | 'discarded';
  /** ISO 8601. */
  readonly at: string;
  /** Who discarded it; null when a replay ended it. */
  readonly by: string | null;
  /** Why it was discarded; null when a replay ended it. */
  readonly reason: string | null;
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
  /** Null while parked, also when it was claimed out of that: what is given back is parked again. */
  readonly nextAttemptAt: string | null;
  readonly lastFailedAt: string;
  readonly firstError: EntryError;
  /** The newest nine, oldest first. */
  readonly lastErrors: readonly EntryError[];
  /** SHA-256 in hex, first 16 digits, over lane, code, constraint and message: groups incidents. */
  readonly fingerprint: string;
  /** Oldest first. */
  readonly edits: readonly EntryEdit[];
  /** Null while it waits. */
  readonly resolution: EntryResolution | null;
}

/** An entry as a list shows it. */
export type ListedEntry = Omit<QueueEntry, 'payload'> & {
  /** Null when it was not asked for. */
  readonly payload: string | null;
};
