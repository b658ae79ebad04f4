import type { JsonValue } from '../json';

/** JSON text of ASCII characters alone; anything else, also half surrogate pairs, is escaped. */
export function asciiJson(value: JsonValue): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
