import type { EntryFilter } from '../entryFilter';
import type { Target } from '../queueEntry';
import type { Column } from './airtableColumns';
import { targetId } from './entryRecord';

/**
 * Conditions in Airtable's formula language (support.airtable.com/docs/formula-field-reference),
 * made of values that need no quoting: nothing else is let into a formula.
 */
const PLAIN = /^[\w .:@/-]*$/;
const EVENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=$|\/)/i;
const EVENT_ID_LENGTH = 36;
/**
 * A formula is part of the address, which may have 16,000 characters
 * (airtable.com/developers/web/api/list-records); encoded, such a list takes less than half of it.
 */
const MOST_VALUES = 80;

/** @throws Error for a text that would need quoting: a fault of ours */
export function cellIs(column: Column, text: string): string {
  return `{${column}}=${plain(text)}`;
}

export function allOf(conditions: readonly string[]): string {
  return conditions.length === 1 ? String(conditions[0]) : `AND(${conditions.join(',')})`;
}

export function anyOf(conditions: readonly string[]): string {
  return conditions.length === 1 ? String(conditions[0]) : `OR(${conditions.join(',')})`;
}

/** Records of the target in one of the states. */
export function heldBy(target: Target, states: readonly string[]): readonly string[] {
  return [cellIs('target', targetId(target)), anyOf(states.map((state) => cellIs('state', state)))];
}

/** A record by its id (`rec…`). */
export function withRecordId(id: string): string {
  return `RECORD_ID()=${plain(id)}`;
}

/** Records in which nobody, we included, changed a cell at that time or later. */
export function untouchedSince(time: Date): string {
  return `IS_BEFORE(LAST_MODIFIED_TIME(),DATETIME_PARSE(${plain(time.toISOString())}))`;
}

/**
 * As much of the filter as a formula can say for sure: what it lets through is filtered again by
 * the entries themselves. Dates are left to that: their columns may be dates or texts, which
 * formulas compare in different ways, and so are leads, which only the payload names in full.
 */
export function narrowing(filter: EntryFilter): string[] {
  return [
    ...(filter.ids.length === 0 ? [] : eventsWithIds(filter.ids)),
    ...oneOf('lane', filter.lanes),
    ...oneOf('fingerprint', filter.fingerprints),
    ...oneOf('operation_type', filter.eventTypes),
    ...oneOf('code', filter.codes),
  ];
}

function oneOf(column: Column, texts: readonly string[]): string[] {
  const isSayable = texts.length <= MOST_VALUES && texts.every((text) => PLAIN.test(text));
  if (texts.length === 0 || !isSayable) return [];
  return [anyOf(texts.map((text) => cellIs(column, text)))];
}

/** An entry id begins with the event's id, and so does `queue_id`; what is neither is no entry. */
function eventsWithIds(ids: readonly string[]): string[] {
  const events = new Set(ids.flatMap((id) => EVENT_ID.exec(id)?.[0] ?? []));
  if (events.size > MOST_VALUES) return [];
  if (events.size === 0) return ['FALSE()'];
  const head = `LEFT({queue_id},${EVENT_ID_LENGTH})`;
  return [anyOf([...events].map((id) => `${head}=${plain(id)}`))];
}

function plain(text: string): string {
  if (!PLAIN.test(text)) throw new Error('This text cannot be part of a formula.');
  return `'${text}'`;
}
