import { invalidField } from './invalidField';
import { readTrimmed } from './readText';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text is a UUID of any version, in whatever case. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/**
 * Reads an optional UUID of any version; it comes out in lower case.
 * @throws InvalidEventError
 */
export function readUuid(field: string, given: unknown): string | null {
  const text = readTrimmed(field, given);
  if (text === null) return null;
  if (isUuid(text)) return text.toLowerCase();
  const hint = `Give ${field} as 32 hexadecimal digits, e.g. 3f2504e0-4f89-41d3-9a0c-0305e82c3301.`;
  throw invalidField({ field, expected: 'a UUID', hint }, text);
}
