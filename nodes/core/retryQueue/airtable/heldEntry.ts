import { released, requeued } from '../entryTransitions';
import type { QueueEntry } from '../queueEntry';
import { type AirtableRecord, textOf, timeOf } from './airtableColumns';
import { entryOf } from './entryRecord';

/** What a record's own columns say, which people may change. */
export interface RecordState {
  readonly state: string;
  /** Set pending by a person: whatever we write there has a date to go with it. */
  readonly isRevived: boolean;
}

export function stateOf(record: AirtableRecord): RecordState {
  const state = textOf(record, 'state');
  return { state, isRevived: state === 'pending' && timeOf(record, 'next_retry_at') === null };
}

/** The entry with the state that its record shows; null when its texts or state cannot be read. */
export function heldEntry(record: AirtableRecord, now: Date): QueueEntry | null {
  const entry = entryOf(record);
  return entry && obeying(entry, stateOf(record), now);
}

/**
 * The entry as the record's columns have it: a person may have set it pending, which requeues what
 * was parked or resolved, parked, or discarded. Nobody knows when or who, so that a resolution is
 * only there when we wrote it.
 */
export function obeying(
  entry: QueueEntry,
  { state, isRevived }: RecordState,
  now: Date,
): QueueEntry | null {
  switch (state) {
    case 'pending': {
      const waited = entry.resolution === null && entry.nextAttemptAt !== null;
      if (isRevived || !waited) return requeued({ ...entry, resolution: null }, now);
      return released(entry);
    }
    case 'parked':
      return { ...entry, state, nextAttemptAt: null, resolution: null };
    case 'claimed':
      return { ...entry, state };
    case 'replayed':
    case 'discarded': {
      const isOurs = entry.resolution !== null && entry.state === state;
      return { ...entry, state, nextAttemptAt: null, resolution: isOurs ? entry.resolution : null };
    }
    default:
      return null;
  }
}
