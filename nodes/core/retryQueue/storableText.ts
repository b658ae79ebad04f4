import type { JsonValue } from '../json';

const MAX_LENGTH = 2000;
const NUL = /\0/g;
const LONE_SURROGATES = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/**
 * Text that every store takes unchanged: PostgreSQL refuses NUL and alters lone surrogates, so
 * both become U+FFFD here. At most 2,000 characters.
 */
export function storableText(text: string): string {
  return withoutUnstorable(text.slice(0, MAX_LENGTH));
}

function withoutUnstorable(text: string): string {
  return text.replace(NUL, '\uFFFD').replace(LONE_SURROGATES, '\uFFFD');
}

/** The same for every text and name within a value, whatever its length. */
export function storableValue(value: JsonValue): JsonValue {
  if (typeof value === 'string') return withoutUnstorable(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(storableValue);
  const members = Object.entries(value);
  return Object.fromEntries(
    members.map(([name, member]) => [withoutUnstorable(name), storableValue(member)]),
  );
}
