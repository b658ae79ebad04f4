import type { JsonObject, JsonValue } from '../json';

const MASK = '•••';
const PHONE = /^\+?[\d\s()./-]{7,}$/;
const EMAIL = /^([^\s@])[^\s@]*@([^\s@]+)$/;

/** What is left of a text: an email's first letter and domain, a phone's last two digits. */
export function maskText(text: string): string {
  const [, first, domain] = EMAIL.exec(text) ?? [];
  if (first !== undefined && domain !== undefined) return `${first}${MASK}@${domain}`;
  return PHONE.test(text) ? `${MASK}${text.replace(/\D/g, '').slice(-2)}` : MASK;
}

/** Masks every text and number within a value; names, booleans and nulls stay. */
export function maskValue(value: JsonValue): JsonValue {
  if (typeof value === 'string' || typeof value === 'number') return maskText(String(value));
  if (value === null || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(maskValue);
  const masked = Object.entries(value).map(([key, entry]) => [key, maskValue(entry)] as const);
  return Object.fromEntries(masked) satisfies JsonObject;
}
