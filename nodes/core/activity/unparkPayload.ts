import type { JsonValue } from '../json';
import { PARKED_TAG as TAG } from './hideParkedTexts';
import { isJsonObject } from './readJson';

/** Stands for a value that was not kept whole, so that nobody can check or write it. */
export class LostValue {
  constructor(
    /** As `parkPayload` calls it, e.g. `cut`. */
    readonly kind: string,
  ) {}
}

/**
 * The values that `parkPayload` was given, as far as its text tells: what JSON can say, and
 * undefined, numbers beyond JSON, BigInts, dates that do not exist, maps and sets, so that whoever
 * checks them finds what was found at first. What was cut or not readable is a `LostValue`.
 * @throws SyntaxError for a text that is no JSON
 */
export function unparkPayload(parked: string): unknown {
  return unpark(JSON.parse(parked) as JsonValue);
}

function unpark(value: JsonValue): unknown {
  if (Array.isArray(value)) return value.map(unpark);
  if (!isJsonObject(value)) return value;
  return Object.hasOwn(value, TAG) ? unmark(value) : unparkMembers(Object.entries(value));
}

function unparkMembers(members: readonly (readonly [JsonValue, JsonValue])[]): unknown {
  return Object.fromEntries(members.map(([key, member]) => [key, unpark(member)]));
}

function unmark({ [TAG]: given, value = null }: Readonly<Record<string, JsonValue>>): unknown {
  const [kind, text] = [textOf(given), textOf(value)];
  switch (kind) {
    case 'undefined':
      return undefined;
    case 'number':
      return Number(text);
    case 'bigint':
      return bigIntOf(value);
    case 'invalid date':
      return new Date(Number.NaN);
    case 'symbol':
      return Symbol(text);
    case 'function':
      return () => undefined;
    case 'object':
      return unparkMembers(pairsOf(value));
    case 'map':
      return new Map(pairsOf(value).map(([key, member]) => [unpark(key), unpark(member)]));
    case 'set':
      return new Set(listOf(value).map(unpark));
    case 'bytes':
      return Buffer.from(text, 'base64');
    case 'error':
      return new Error();
    default:
      return new LostValue(kind);
  }
}

/** Strict privacy hides the digits, and with them the number. */
function bigIntOf(value: JsonValue): unknown {
  return typeof value === 'string' && /^-?\d+$/.test(value)
    ? BigInt(value)
    : new LostValue('bigint');
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function listOf(value: JsonValue): JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function pairsOf(value: JsonValue): [JsonValue, JsonValue][] {
  return listOf(value).map((pair) => {
    const [key = null, member = null] = listOf(pair);
    return [key, member];
  });
}
