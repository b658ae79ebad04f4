import type { ParkedPayload } from '../../nodes/core/activity/activityEvent';
import { discarded, requeued } from '../../nodes/core/retryQueue/entryTransitions';
import { entryOfParkedInput } from '../../nodes/core/retryQueue/makeEntry';
import type { QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import type { Claim, Settlement } from '../../nodes/core/retryQueue/retryStore';
import {
  type EntryOptions,
  failure,
  origin,
  queueEntry,
  storedEvent,
  target,
} from './queueEntries';

/** The `number`-th input that never became an event; its payload says so, and names a lead. */
export function refusedInput(number: number, options: EntryOptions = {}): QueueEntry {
  const payload = JSON.stringify({ lead: { value: `Lead-${number}@Example.com` }, number });
  return entryOfParkedInput(
    {
      ...{ tenantId: 'default', eventId: storedEvent(number).id, eventType: null },
      payload: payload as ParkedPayload,
    },
    {
      ...{ target: options.target ?? target, origin, attempts: 0 },
      failure: options.failure ?? failure({ lane: 'payload', code: 'invalid_event' }),
      now: options.failedAt ?? new Date(Date.UTC(2026, 2, 1, 7) + number * 1000),
    },
  );
}

/** An entry whose event names its lead. */
export function entryOfLead(number: number, leadEmail: string, options: EntryOptions = {}) {
  const entry = queueEntry(number, options);
  const event = { ...(JSON.parse(entry.payload) as Record<string, unknown>), leadEmail };
  return { ...entry, payload: JSON.stringify(event) };
}

/** As a person edits an entry: it becomes the `number`-th event, and waits for its replay. */
export function edited(entry: QueueEntry, number: number, now: Date): QueueEntry {
  const { tenantId, eventId, eventType, payloadKind, payload, payloadHash, occurredAt } =
    queueEntry(number);
  const edit = {
    ...{ at: now.toISOString(), by: 'ops@example.com', payloadHash: entry.payloadHash },
    changes: [{ path: 'metadata.number', before: 'one\u00e9', after: { list: [number, null] } }],
  };
  return {
    ...requeued(entry, now),
    ...{ tenantId, eventId, eventType, payloadKind, payload, payloadHash, occurredAt },
    edits: [...entry.edits, edit],
  };
}

/** The entries of a claim, each kept as `transition` says. */
export function keptAs(claim: Claim, transition: (entry: QueueEntry) => QueueEntry): Settlement[] {
  return claim.entries.map((entry) => ({ entry, outcome: 'kept', next: transition(entry) }));
}

export function discardedBy(now: Date) {
  return (entry: QueueEntry) =>
    discarded(entry, { by: 'ops@example.com', reason: 'Not needed.', now });
}
