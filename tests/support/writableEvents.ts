import type { EventOrigin, WritableEvent } from '../../nodes/core/activity/activityEvent';
import { redactEvent } from '../../nodes/core/activity/redactEvent';
import { makeEnriched } from './makeEvents';

/** The event of item `itemIndex`: same index, same identity. A note, unless `input` says otherwise. */
export function writableEvent(
  itemIndex: number,
  input: Record<string, unknown> = {},
  from: Partial<EventOrigin> = {},
): WritableEvent {
  const note = { eventType: 'NOTE_ADDED', fields: { note: 'x' }, ...input };
  return redactEvent(makeEnriched(note, { ...from, itemIndex }), {
    mode: 'catalogDefault',
    key: null,
  });
}

/** An event with a dedupe key, whichever item brings it. */
export function keyedEvent(
  dedupeKey: string,
  input: Record<string, unknown> = {},
  itemIndex = 0,
): WritableEvent {
  return writableEvent(itemIndex, { dedupeKey, ...input });
}
