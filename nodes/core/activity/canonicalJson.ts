import type { JsonValue } from '../json';

/** Much quicker to look for than a half pair, and absent from most texts. */
const SURROGATE = /[\ud800-\udfff]/;
const LONE_SURROGATE = /\p{Surrogate}/u;

function primitive(value: string | number | boolean | null): string {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError('JSON has no number for NaN and Infinity.');
  }
  if (typeof value === 'string' && SURROGATE.test(value) && LONE_SURROGATE.test(value)) {
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
  let members = '';
  // Sorted without a comparison of its own, keys come in the order of their code units.
  for (const key of Object.keys(value).sort()) {
    const separator = members === '' ? '' : ',';
    members += `${separator}${primitive(key)}:${canonicalJson(value[key] as JsonValue)}`;
  }
  return `{${members}}`;
}
