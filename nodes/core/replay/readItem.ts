import { asciiJson } from '../activity/asciiJson';
import { invalidField } from '../activity/invalidField';
import { reviveEvent } from '../activity/reviveEvent';
import { InvalidEventError } from '../errors';
import type { JsonValue } from '../json';
import { textOf } from '../retryQueue/airtable/airtableColumns';
import { entryOf } from '../retryQueue/airtable/entryRecord';
import { targetKey } from '../retryQueue/entryKey';
import type { QueueEntry, Target } from '../retryQueue/queueEntry';
import { queueEntrySchema } from '../retryQueue/queueEntrySchema';

const ENTRY = 'an entry of the retry queue';
const SOURCES =
  'Let the items come from Get Many with Include Payload, from the Airtable table of the queue, or from the lines of a spool file.';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads an item as an entry that may be replayed: as Get Many gives it, as a record of our table in
 * Airtable (`fields` or flat), or as JSON text, alone or in one of the item's fields.
 * @throws InvalidEventError naming the field, its shape and the cure, never a value
 */
export function readItem(item: unknown, source: Target): QueueEntry {
  const entry = entryIn(item);
  if (targetKey(entry.target) !== targetKey(source)) {
    throw refusal('target', {
      message: 'The entry is meant for another database, schema or credential than the chosen one.',
      hint: 'Replay it with the credential and schema that it was meant for, or name that target as the source of the entries.',
    });
  }
  if (entry.payloadKind === 'parked') {
    throw refusal('payloadKind', {
      message: 'The entry holds an input that never became an event.',
      hint: 'Correct it with the operation Edit first, or discard it.',
    });
  }
  if (entry.state === 'discarded') {
    throw refusal('state', {
      message: 'The entry was discarded.',
      hint: 'Leave it out, or log the event anew if it is to be written after all.',
    });
  }
  expectWhole(entry);
  return entry;
}

function entryIn(item: unknown): QueueEntry {
  const fields = typeof item === 'string' ? parsed(item) : item;
  if (!isObject(fields)) throw invalidField(problem('Item', ENTRY, SOURCES), item);
  const record = isObject(fields['fields']) ? fields['fields'] : fields;
  if ('queue_id' in record) return entryOfRecord(record);
  if ('sha256' in fields && 'count' in fields) {
    throw refusal('Item', {
      message: 'The item is the first line of a spool file, which holds no entry.',
      hint: 'Leave the first line of each file out.',
    });
  }
  return parseEntry('eventId' in fields ? fields : textEntryIn(fields));
}

function entryOfRecord(fields: Fields): QueueEntry {
  const record = { id: '', fields };
  if (textOf(record, 'entry') === '') {
    throw refusal('entry', {
      message: 'The record has no entry: it only shows that one lies in the spool.',
      hint: 'Replay it from the spool, where it was written.',
    });
  }
  const entry = entryOf(record);
  if (entry !== null) return entry;
  throw refusal('entry', {
    message: 'The texts of the record were changed, or come from a newer version.',
    hint: 'Restore the cells entry and payload from the history of the record, and repair entries with the operation Edit.',
  });
}

/** A line of a file, or a row of a data table, has the entry as text in one of its fields. */
function textEntryIn(fields: Fields): Fields {
  for (const value of Object.values(fields)) {
    const inner = typeof value === 'string' ? parsed(value) : null;
    if (isObject(inner) && 'eventId' in inner) return inner;
  }
  throw invalidField(problem('Item', ENTRY, SOURCES), fields);
}

function parseEntry(fields: Fields): QueueEntry {
  const { payload } = fields;
  if (payload === undefined || payload === null) {
    const hint = 'List the entries with Include Payload switched on.';
    throw invalidField(problem('payload', 'the stored event', hint), payload);
  }
  const text = typeof payload === 'string' ? payload : textOfPayload(payload);
  const read = queueEntrySchema.safeParse({ ...fields, payload: text });
  if (read.success) return read.data;
  const path = read.error.issues[0]?.path ?? [];
  const value = path.reduce<unknown>((at, key) => (Object(at) as Fields)[String(key)], fields);
  const field = path.join('.') || 'Item';
  throw invalidField(problem(field, 'as the operation Get Many gives it', SOURCES), value);
}

/** Code can put into an item what is no JSON; the words of its own errors could quote it. */
function textOfPayload(payload: unknown): string {
  try {
    if (isObject(payload)) return asciiJson(payload as JsonValue);
  } catch {
    throw refusal('payload', {
      message: 'The field payload holds what JSON cannot.',
      hint: SOURCES,
    });
  }
  throw invalidField(problem('payload', 'the stored event', SOURCES), payload);
}

/** What tells that the payload is another event's, or that one of the two was changed. */
function expectWhole(entry: QueueEntry): void {
  const event = reviveEvent(entry.payload);
  const own: Fields = {
    eventId: event.id,
    tenantId: event.tenantId,
    eventType: event.eventType,
    dedupeKeyHash: event.dedupeKeyHash,
    payloadHash: event.payloadHash,
  };
  for (const field of Object.keys(own)) {
    if (own[field] === (entry as unknown as Fields)[field]) continue;
    throw refusal(field, {
      message: `The field ${field} differs between the entry and its payload: one of them was changed.`,
      hint: 'Take the entry as Get Many gives it, and change events with the operation Edit.',
    });
  }
}

function problem(field: string, expected: string, hint: string) {
  return { field, expected, hint };
}

function refusal(field: string, words: { message: string; hint: string }): InvalidEventError {
  return new InvalidEventError(field, { ...words, code: 'invalid_entry' });
}

/** Null when it is no JSON: the parser's own words would quote it. */
function parsed(text: string): unknown {
  if (!text.trimStart().startsWith('{')) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
