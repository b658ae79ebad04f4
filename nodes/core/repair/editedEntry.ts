import type { WritableEvent } from '../activity/activityEvent';
import { storeEvent } from '../activity/storedEvent';
import { requeued } from '../retryQueue/entryTransitions';
import type { EntryChange, EntryEdit, QueueEntry } from '../retryQueue/queueEntry';

/** Edits that an entry remembers: the first, whose hash is that of the original, and the newest. */
export const MOST_EDITS = 20;

/** What an edit made of an entry, by whom and when. */
export interface Edit {
  readonly event: WritableEvent;
  readonly changes: readonly EntryChange[];
  readonly by: string;
  readonly now: Date;
}

/** The entry as an edit leaves it: an event, due now, with all its replays before it. */
export function editedEntry(entry: QueueEntry, { event, changes, by, now }: Edit): QueueEntry {
  const edit = { at: now.toISOString(), by, payloadHash: entry.payloadHash, changes };
  return {
    ...requeued(entry, now),
    tenantId: event.tenantId,
    eventId: event.id,
    eventType: event.eventType,
    dedupeKeyHash: event.dedupeKeyHash,
    payloadKind: 'event',
    payload: storeEvent(event),
    payloadHash: event.payloadHash,
    occurredAt: event.timestamp,
    edits: withEdit(entry.edits, edit),
  };
}

function withEdit(edits: readonly EntryEdit[], edit: EntryEdit): EntryEdit[] {
  const all = [...edits, edit];
  return all.length <= MOST_EDITS ? all : [...all.slice(0, 1), ...all.slice(1 - MOST_EDITS)];
}
