import { entryId } from './entryKey';
import { leadKeysOf } from './leadKeysOf';
import type { QueueEntry } from './queueEntry';
import type { Lane } from '../writeFailure';

/** Which entries are meant: all conditions hold; an empty list or null is no condition. */
export interface EntryFilter {
  /** Event ids, or entry ids (`entryId`). */
  readonly ids: readonly string[];
  readonly lanes: readonly Lane[];
  /** Of the newest failure. */
  readonly codes: readonly string[];
  readonly fingerprints: readonly string[];
  readonly eventTypes: readonly string[];
  /** One of `leadKeysOf`: UUID, Airtable id or email, lower case. */
  readonly leads: readonly string[];
  /** ISO 8601: first failed then or later. */
  readonly failedFrom: string | null;
  /** ISO 8601: first failed earlier. */
  readonly failedBefore: string | null;
}

export const EVERY_ENTRY: EntryFilter = {
  ids: [],
  lanes: [],
  codes: [],
  fingerprints: [],
  eventTypes: [],
  leads: [],
  failedFrom: null,
  failedBefore: null,
};

/** What stores that cannot filter do, and what the others must agree with. */
export function matchesFilter(entry: QueueEntry, filter: EntryFilter): boolean {
  const { failedFrom, failedBefore } = filter;
  const failedAt = Date.parse(entry.firstFailedAt);
  return (
    isAny(filter.ids, [entry.eventId, entryId(entry)]) &&
    isAny(filter.lanes, [entry.lane]) &&
    isAny(filter.codes, [newestErrorOf(entry).code]) &&
    isAny(filter.fingerprints, [entry.fingerprint]) &&
    isAny(filter.eventTypes, [entry.eventType]) &&
    (filter.leads.length === 0 || isAny(filter.leads, leadKeysOf(entry))) &&
    (failedFrom === null || failedAt >= Date.parse(failedFrom)) &&
    (failedBefore === null || failedAt < Date.parse(failedBefore))
  );
}

/** Why the entry is where it is. */
export function newestErrorOf({
  lastErrors,
  firstError,
}: Pick<QueueEntry, 'lastErrors' | 'firstError'>) {
  return lastErrors.at(-1) ?? firstError;
}

function isAny<T>(wanted: readonly T[], values: readonly (T | null)[]): boolean {
  return wanted.length === 0 || values.some((value) => value !== null && wanted.includes(value));
}
