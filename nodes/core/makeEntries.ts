import { storeEvent } from './activity/storedEvent';
import type { DeliveryOutcome } from './delivery/deliverEvents';
import { INTERRUPTED } from './delivery/untriedEvents';
import type { PreparedEvent } from './prepareEvents';
import { CONFLICT } from './retryQueue/conflict';
import { entryOfEvent, entryOfParkedInput } from './retryQueue/makeEntry';
import type { QueueEntry, Target } from './retryQueue/queueEntry';
import type { WriteFailure } from './writeFailure';

/** Where an event did not get to, and when. */
export interface EntryMoment {
  readonly target: Target;
  readonly now: Date;
}

/** @returns null when the event is in the table */
export function entryAfter(
  prepared: PreparedEvent,
  outcome: DeliveryOutcome,
  moment: EntryMoment,
): QueueEntry | null {
  const failure = failureOf(outcome);
  if (failure === null) return null;
  return entryOf(prepared, { ...moment, failure, attempts: outcome.attempts });
}

/** The entry of an event before its first try, for the journal. */
export function entryBefore(prepared: PreparedEvent, moment: EntryMoment): QueueEntry {
  const failure = prepared.kind === 'refused' ? prepared.failure : INTERRUPTED;
  return entryOf(prepared, { ...moment, failure, attempts: 0 });
}

function entryOf(
  prepared: PreparedEvent,
  why: EntryMoment & { readonly failure: WriteFailure; readonly attempts: number },
): QueueEntry {
  const delivery = { ...why, origin: prepared.origin };
  return prepared.kind === 'refused'
    ? entryOfParkedInput(prepared.parked, delivery)
    : entryOfEvent(prepared.event, storeEvent(prepared.event), delivery);
}

function failureOf(outcome: DeliveryOutcome): WriteFailure | null {
  if (outcome.kind === 'undelivered') return outcome.failure;
  return outcome.receipt.outcome === 'conflict' ? CONFLICT : null;
}
