import type { JsonValue } from './json';
import type { QueuedEntry } from './listQueue';
import { newestErrorOf } from './retryQueue/entryFilter';
import { entryId } from './retryQueue/entryKey';
import type { EntryEdit, ListedEntry } from './retryQueue/queueEntry';
import type { RetryStoreName } from './retryQueue/retryStore';

/** An entry as people look at it. Without its payload it says nothing about any lead. */
export type QueueEntryView = EntryHead & (ViewWithoutPayload | ViewWithPayload);

interface EntryHead {
  readonly entryId: string;
  readonly store: RetryStoreName;
  /** Of the newest failure. */
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

type Personal = 'payload' | 'payloadHash' | 'dedupeKeyHash' | 'edits';

type ViewWithoutPayload = Omit<ListedEntry, Personal> & {
  readonly edits: readonly (Pick<EntryEdit, 'at' | 'by'> & { readonly changed: string[] })[];
};

/** Has all that an entry is made of, so that it can be replayed from it. */
type ViewWithPayload = Omit<ListedEntry, 'payload'> & { readonly payload: JsonValue };

/** The view of an entry; with the payload when the list was asked for it. */
export function viewQueueEntry({ store, entry }: QueuedEntry): QueueEntryView {
  const { payload, payloadHash, dedupeKeyHash, edits, ...rest } = entry;
  const { code, message, hint } = newestErrorOf(entry);
  const head = { entryId: entryId(entry), store, code, message, hint };
  if (payload === null) return { ...head, ...rest, edits: edits.map(withoutValues) };
  return { ...head, ...rest, edits, payloadHash, dedupeKeyHash, payload: readPayload(payload) };
}

/** What an edit changed is lead data, and so is a hash of it that could be guessed. */
function withoutValues({ at, by, changes }: EntryEdit) {
  return { at, by, changed: changes.map(({ path }) => path) };
}

function readPayload(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    // As it is: an entry that cannot be read is looked at for that very reason.
    return text;
  }
}
