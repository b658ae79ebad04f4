import type { JsonObject, JsonValue } from '../json';
import { LONGEST_EMAIL } from './readLead';

const MASK = '•••';
const PHONE = /^\+?[\d\s()./-]{7,}$/;
const FEWEST_PHONE_DIGITS = 7;
// By code points, so that no letter is cut in two; the domain is a host and nothing else, since a
// link with a password in it has an @ as well.
const EMAIL = /^([\p{L}\p{N}])[^\s@]*@([\p{L}\p{N}.-]{1,253})$/u;

/**
 * What is left of a text: an email's first letter or digit and its domain; the last two digits of
 * what looks like a phone (7 digits or more, and only what phones are written with); of anything
 * else nothing.
 */
export function maskText(text: string): string {
  // On megabytes the patterns would exhaust the stack.
  if (text.length > LONGEST_EMAIL) return MASK;
  const [, first, domain] = EMAIL.exec(text) ?? [];
  if (first !== undefined && domain !== undefined) return `${first}${MASK}@${domain}`;
  if (!PHONE.test(text)) return MASK;
  const digits = text.replace(/\D/g, '');
  return digits.length < FEWEST_PHONE_DIGITS ? MASK : `${MASK}${digits.slice(-2)}`;
}

/** Hides every text and number within a value; names, booleans and nulls stay. */
export function hideValue(value: JsonValue, hide: (text: string) => string): JsonValue {
  if (typeof value === 'string' || typeof value === 'number') return hide(String(value));
  if (value === null || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((entry) => hideValue(entry, hide));
  const hidden = Object.entries(value).map(
    ([key, entry]) => [key, hideValue(entry, hide)] as const,
  );
  return Object.fromEntries(hidden) satisfies JsonObject;
}

/** Masks every text and number within a value; names, booleans and nulls stay. */
export function maskValue(value: JsonValue): JsonValue {
  return hideValue(value, maskText);
}
