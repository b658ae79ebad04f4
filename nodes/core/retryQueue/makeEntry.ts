import { createHash } from 'node:crypto';
import type { EventOrigin, ParkedPayload, WritableEvent } from '../activity/activityEvent';
import { WriteFailure } from '../writeFailure';
import { errorOf, needsPerson } from './entryTransitions';
import { fingerprint } from './fingerprint';
import type { QueueEntry, Target } from './queueEntry';
import { storableText } from './storableText';

/** Why, where and when an event could not be delivered. */
export interface FailedDelivery {
  readonly target: Target;
  readonly origin: EventOrigin;
  readonly failure: WriteFailure;
  /** Tries made; 0 when the event was refused before the first. */
  readonly attempts: number;
  readonly now: Date;
}

/** UTF-16 units. Nobody has checked it, and it is part of the queue table's key, which has a limit. */
const LONGEST_TENANT = 255;

/** What is known of an input that never became an event. */
export interface ParkedInput {
  readonly tenantId: string;
  /** UUID, so that the entry can be named; no row will have it. */
  readonly eventId: string;
  readonly eventType: string | null;
  readonly payload: ParkedPayload;
}

/**
 * The entry of an event that no try could write. It is due at once, unless only a person can help.
 * @param stored the event as `storeEvent` writes it
 */
export function entryOfEvent(
  event: WritableEvent,
  stored: string,
  delivery: FailedDelivery,
): QueueEntry {
  const person = needsPerson(delivery.failure);
  return {
    ...history(delivery),
    tenantId: event.tenantId,
    eventId: event.id,
    eventType: event.eventType,
    dedupeKeyHash: event.dedupeKeyHash,
    payloadKind: 'event',
    payload: stored,
    payloadHash: event.payloadHash,
    occurredAt: event.timestamp,
    state: person ? 'parked' : 'pending',
    nextAttemptAt: person ? null : delivery.now.toISOString(),
  };
}

/** The entry of an input that never became an event: kept for a person, never replayed by itself. */
export function entryOfParkedInput(input: ParkedInput, delivery: FailedDelivery): QueueEntry {
  return {
    ...history(delivery),
    tenantId: storableText(input.tenantId.slice(0, LONGEST_TENANT)),
    eventId: input.eventId,
    eventType: input.eventType === null ? null : storableText(input.eventType),
    dedupeKeyHash: null,
    payloadKind: 'parked',
    payload: input.payload,
    payloadHash: createHash('sha256').update(input.payload).digest('hex'),
    occurredAt: delivery.now.toISOString(),
    state: 'parked',
    nextAttemptAt: null,
  };
}

function history(delivery: FailedDelivery) {
  const { target, failure, attempts, now } = delivery;
  const error = errorOf(failure, now);
  const incident = failure.cause instanceof WriteFailure ? failure.cause : failure;
  return {
    target,
    origin: storableOrigin(delivery.origin),
    lane: failure.lane,
    attempts,
    replays: 0,
    crashClaims: 0,
    firstFailedAt: error.at,
    lastFailedAt: error.at,
    firstError: error,
    lastErrors: [error],
    fingerprint: fingerprint(incident),
    edits: [],
    resolution: null,
  };
}

/** Node names are free text, and the queue table keeps the origin as jsonb. */
function storableOrigin(origin: EventOrigin): EventOrigin {
  return { ...origin, nodeName: storableText(origin.nodeName), host: storableText(origin.host) };
}
