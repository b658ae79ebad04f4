import { ConfigurationError } from './errors';
import { listQueue, type QueuedEntry } from './listQueue';
import { EVERY_ENTRY } from './retryQueue/entryFilter';
import { entryId, entryKey } from './retryQueue/entryKey';
import type { EntryState, Target } from './retryQueue/queueEntry';
import type { RetryStore, RetryStoreName } from './retryQueue/retryStore';
import { requireText } from './timeline/invalidParameter';

export const EVERY_STATE: readonly EntryState[] = [
  ...(['pending', 'claimed', 'parked', 'replayed', 'discarded'] as const),
];

/** Entries of one event that are looked at; there is one per payload that came. */
const MOST_MATCHES = 50;
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\/[0-9a-f]{8})?$/;
const LONGEST_ID = 100;

const PLACES: Record<RetryStoreName, string> = {
  queueTable: 'the queue table',
  spool: 'the spool',
  airtable: 'the Airtable table',
  secondPostgres: 'the second PostgreSQL',
};

export interface FindParts {
  readonly stores: readonly RetryStore[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds the one entry that a person means and that still waits.
 * @param given an event id or an entry id
 * @returns it in every store that it sits in, at least one
 * @throws ConfigurationError when there is none, when it has ended, and when there are several
 */
export async function findEntry(
  given: string,
  target: Target,
  parts: FindParts,
): Promise<readonly QueuedEntry[]> {
  const id = readId(given);
  const { entries, notices } = await listQueue(
    {
      ...{ target, states: EVERY_STATE, filter: { ...EVERY_ENTRY, ids: [id] } },
      ...{ limit: MOST_MATCHES, withPayload: false },
    },
    parts,
  );
  const waiting = entries.filter(({ entry }) => !/^(replayed|discarded)$/.test(entry.state));
  if (waiting.length === 0) throw entries[0] ? ended(entries[0]) : notFound(parts.stores, notices);
  if (new Set(waiting.map(({ entry }) => entryKey(entry))).size > 1) throw ambiguous(waiting);
  return waiting;
}

function readId(given: string): string {
  const id = requireText(given, 'Entry ID', LONGEST_ID).toLowerCase();
  if (ID.test(id)) return id;
  throw new ConfigurationError({
    message: 'The parameter Entry ID is neither an event id nor an entry id.',
    hint: 'Give the UUID of the event, or what Get Many calls entryId: the UUID, a slash and 8 digits.',
    code: 'invalid_parameter',
  });
}

function notFound(stores: readonly RetryStore[], notices: readonly string[]): ConfigurationError {
  const places = stores.map(({ name }) => PLACES[name]).join(', ');
  return new ConfigurationError({
    message: `There is no such entry for this target; looked in ${places}.`,
    ...(notices.length > 0 && { detail: notices.join(' ') }),
    hint: 'Look for it with Get Many. It may have been replayed: then its event is in the log.',
    code: 'entry_not_found',
  });
}

function ended({ store, entry }: QueuedEntry): ConfigurationError {
  const { state, resolution } = entry;
  const when = resolution === null ? '' : ` at ${resolution.at}`;
  return new ConfigurationError({
    message: `The entry in ${PLACES[store]} was ${state}${when}; only what waits can be edited.`,
    hint:
      state === 'replayed'
        ? 'Its event is in the log.'
        : 'Log the event anew if it is to be written after all.',
    code: 'entry_ended',
  });
}

function ambiguous(waiting: readonly QueuedEntry[]): ConfigurationError {
  const list = waiting.map(({ store, entry }) => `${entryId(entry)} (in ${PLACES[store]})`);
  return new ConfigurationError({
    message: `Several entries of this event wait, with unlike payloads: ${list.join(', ')}.`,
    hint: 'Give the entry id of the one that is meant.',
    code: 'several_entries',
  });
}
