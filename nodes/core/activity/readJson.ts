import { InvalidEventError } from '../errors';
import type { JsonObject, JsonValue } from '../json';
import { invalidField } from './invalidField';
import { checkStorable } from './readText';
import { dateMilliseconds } from './readTimestamp';

/** Levels of lists and objects in metadata; PostgreSQL's own limit is its stack. */
export const DEEPEST_METADATA = 100;

interface Place {
  /** What errors call the value; keys that may hold personal data are left out. */
  readonly field: string;
  /** The lists and objects around the value. */
  readonly within: readonly object[];
}

/** A key as errors may name it: only what looks like a field's name. */
function nameInError(key: string): string {
  return /^[A-Za-z_][\w-]{0,63}$/.test(key) ? key : '…';
}

/** Whether it holds nothing but members: no list, date, map or object of a class. */
export function isPlainObject(value: object): boolean {
  if (Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Code nodes run in a realm of their own, whose Object.prototype is another object.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function unfit(place: Place, value: unknown, hint: string): InvalidEventError {
  return invalidField({ field: place.field, expected: 'a value that JSON can hold', hint }, value);
}

function readDate(value: object, place: Place): string | null {
  const milliseconds = dateMilliseconds(value);
  if (milliseconds === null) return null;
  const date = new Date(milliseconds);
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  const problem = { field: place.field, expected: 'a date', hint: 'Give a valid date or none.' };
  throw invalidField(problem, date);
}

function enter(value: object, place: Place): readonly object[] {
  if (place.within.includes(value)) {
    throw new InvalidEventError(place.field, {
      message: `${place.field} contains itself (a circular reference).`,
      hint: 'Pass on the fields that you need instead of the whole object.',
      code: 'invalid_event',
    });
  }
  if (place.within.length >= DEEPEST_METADATA) {
    throw new InvalidEventError(place.field, {
      message: `${place.field} is nested more than ${DEEPEST_METADATA} levels deep.`,
      hint: 'Flatten it, or store the deep part as text.',
      code: 'invalid_event',
    });
  }
  return [...place.within, value];
}

function readContainer(value: object, place: Place): JsonValue {
  const within = enter(value, place);
  const separator = place.within.length === 0 ? ': ' : '.';
  if (Array.isArray(value)) {
    return Array.from(value, (entry: unknown, index) =>
      readValue(entry, { field: `${place.field}[${index}]`, within }),
    );
  }
  if (!isPlainObject(value)) {
    throw unfit(place, value, 'Turn it into a plain object or text first.');
  }
  const given = Object.entries(value).filter(
    ([, entry]) => entry !== undefined || place.within.length > 0,
  );
  const entries = given.map(([key, entry]): [string, JsonValue] => {
    checkStorable(`A key of ${place.field}`, key);
    const field = `${place.field}${separator}${nameInError(key)}`;
    return [key, readValue(entry, { field, within })];
  });
  // Not by assignment: a key "__proto__" must stay a key.
  return Object.fromEntries(entries);
}

function readValue(value: unknown, place: Place): JsonValue {
  switch (typeof value) {
    case 'string':
      checkStorable(place.field, value);
      return value;
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw unfit(place, value, 'Give a finite number or null.');
      return value === 0 ? 0 : value;
    case 'object':
      if (value === null) return null;
      return readDate(value, place) ?? readContainer(value, place);
    case 'bigint':
      throw unfit(place, value, 'Turn it into text, e.g. with .toString().');
    case 'undefined':
    case 'function':
    case 'symbol':
      throw unfit(place, value, 'Remove it or give a value.');
  }
}

/**
 * A copy of `value` as pure JSON that PostgreSQL keeps unaltered; valid dates become ISO 8601, and
 * what is undefined right under `value` counts as not given.
 * @param field what errors call the value
 * @throws InvalidEventError for anything JSON cannot say, NUL, half surrogate pairs, circles,
 *   more than 100 levels, and objects that cannot be read
 */
export function readJson(field: string, value: unknown): JsonValue {
  try {
    return readValue(value, { field, within: [] });
  } catch (error) {
    if (error instanceof InvalidEventError) throw error;
    // A getter or proxy threw; its words may hold values, so they are not passed on.
    throw new InvalidEventError(field, {
      message: `${field} cannot be read: looking at one of its values fails.`,
      hint: 'Pass on plain values instead of the object itself.',
      code: 'invalid_event',
    });
  }
}

/** Whether a value is an object as JSON knows it: no list, no date. */
export function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
