import type { JsonValue } from '../json';

const LONE_SURROGATE = /\p{Surrogate}/u;

function primitive(value: string | number | boolean | null): string {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError('JSON has no number for NaN and Infinity.');
  }
  if (typeof value === 'string' && LONE_SURROGATE.test(value)) {
    throw new TypeError('Half of a surrogate pair has no canonical form.');
  }
  return JSON.stringify(value);
}

/**
 * Canonical JSON (RFC 8785): no white space, keys in the order of their UTF-16 code units, numbers
 * and text as ECMAScript writes them. Equal values give equal texts, whatever their key order.
 * @throws TypeError for NaN, Infinity and half surrogate pairs
 */
export function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value !== 'object') return primitive(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${primitive(key)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}
