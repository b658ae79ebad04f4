import { types } from 'node:util';
import type { JsonValue } from '../json';
import type { ParkedPayload } from './activityEvent';
import { hideParkedTexts, PARKED_TAG as TAG } from './hideParkedTexts';
import { LONGEST_KEPT } from './longestKept';
import { marker, parkedText } from './parkedText';
import type { Hide } from './privacy';
import { dateMilliseconds } from './readTimestamp';

const DEEPEST = 200;
// A bound on values, since shared references and proxies can unfold without end.
const MOST_VALUES = 250_000;

interface Walk {
  left: number;
  /** The objects around the present value. */
  readonly within: Set<object>;
}

function parkNumber(value: number): JsonValue {
  const sayable = Number.isFinite(value) && !Object.is(value, -0);
  return sayable ? value : marker('number', Object.is(value, -0) ? '-0' : String(value));
}

function parkList(list: readonly unknown[], walk: Walk): JsonValue {
  const parked: JsonValue[] = [];
  for (let index = 0; index < list.length && walk.left > 0; index++) {
    parked.push(guarded(() => park(list[index], walk)));
  }
  if (parked.length < list.length) parked.push(marker('truncated'));
  return parked;
}

function parkMembers(value: object, walk: Walk): JsonValue {
  const entries: [string, JsonValue][] = [];
  for (const key of Object.keys(value)) {
    if (walk.left <= 0) {
      entries.push([TAG, 'truncated']);
      break;
    }
    entries.push([key, guarded(() => park(Reflect.get(value, key), walk))]);
  }
  // What looks like a marker itself is told apart as a list of keys and values.
  if (Object.hasOwn(value, TAG)) return marker('object', entries);
  return Object.fromEntries(entries);
}

function parkContents(value: object, walk: Walk): JsonValue {
  if (Array.isArray(value)) return parkList(value, walk);
  // By the built-in iterators: a subclass may have one without an end.
  if (types.isMap(value)) {
    return marker('map', parkList([...Map.prototype.entries.call(value)], walk));
  }
  if (types.isSet(value)) {
    return marker('set', parkList([...Set.prototype.values.call(value)], walk));
  }
  if (types.isNativeError(value)) {
    return marker('error', parkList([value.name, value.message], walk));
  }
  if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return marker('bytes', bytes.toString('base64'));
  }
  return parkMembers(value, walk);
}

function parkObject(value: object, walk: Walk): JsonValue {
  const milliseconds = dateMilliseconds(value);
  if (milliseconds !== null) {
    const date = new Date(milliseconds);
    return Number.isNaN(date.getTime()) ? marker('invalid date') : date.toISOString();
  }
  if (walk.within.has(value)) return marker('circular');
  if (walk.within.size >= DEEPEST) return marker('too deep');
  walk.within.add(value);
  try {
    return parkContents(value, walk);
  } finally {
    walk.within.delete(value);
  }
}

function park(value: unknown, walk: Walk): JsonValue {
  walk.left--;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return parkNumber(value);
    case 'bigint':
      return marker('bigint', String(value));
    case 'symbol':
      return marker('symbol', value.description ?? '');
    case 'function':
      return marker('function', value.name);
    case 'undefined':
      return marker('undefined');
    case 'object':
      return value === null ? null : parkObject(value, walk);
  }
}

function guarded(read: () => JsonValue): JsonValue {
  try {
    return read();
  } catch {
    // A getter or proxy threw, and the rest of the payload is still worth keeping.
    return marker('unreadable');
  }
}

/**
 * Any value as ASCII-escaped JSON, so that what cannot become an event is still kept. What JSON
 * cannot say becomes `{"$activityLog": kind, "value": …}`: bigint, number (NaN, Infinity, -0),
 * symbol, function, undefined, invalid date, circular, map, set, bytes (base64), error, object (one
 * that has a `$activityLog` itself), unreadable (a getter or proxy threw), too deep (200 levels),
 * truncated (250,000 values). NUL and half surrogate pairs stay, as escapes. What would be longer
 * than a retry store keeps has its long texts cut to their beginning (cut), and if that does not
 * help is but a marker (too long). Never throws.
 * @param hide what becomes of its texts (see `hideParkedTexts`); null: they stay
 * @param longest characters that it may have
 */
export function parkPayload(
  value: unknown,
  hide: Hide | null = null,
  longest = LONGEST_KEPT,
): ParkedPayload {
  const walk = { left: MOST_VALUES, within: new Set<object>() };
  const parked = guarded(() => {
    const whole = park(value, walk);
    return hide === null ? whole : hideParkedTexts(whole, hide);
  });
  return parkedText(parked, longest);
}
