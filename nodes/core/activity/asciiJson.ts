import { constants } from 'node:buffer';
import type { JsonValue } from '../json';

const LAST_ASCII = 0x7e;
const NOT_ASCII = /[\u007f-\uffff]/;
const HEX = Buffer.from('0123456789abcdef');
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
/** `\u` and four digits instead of one UTF-16 unit. */
const ESCAPE_LENGTH = 6;

/** Characters of the JSON text with all but ASCII escaped. @param json as JSON.stringify makes it */
export function asciiLength(json: string): number {
  if (!NOT_ASCII.test(json)) return json.length;
  let length = json.length;
  for (let index = 0; index < json.length; index++) {
    if (json.charCodeAt(index) > LAST_ASCII) length += ESCAPE_LENGTH - 1;
  }
  return length;
}

/**
 * JSON text of ASCII characters alone; anything else, also half surrogate pairs, is escaped.
 * @param longest characters that it may have; no string has more than the default
 * @throws RangeError when it would be longer
 */
export function asciiJson(value: JsonValue, longest: number = constants.MAX_STRING_LENGTH): string {
  const json = JSON.stringify(value);
  const length = asciiLength(json);
  if (length > longest) throw new RangeError('Invalid string length');
  if (length === json.length) return json;
  return escapedInto(Buffer.allocUnsafe(length), json);
}

/** By way of bytes, for replacing every character on its own takes seconds where there are many. */
function escapedInto(bytes: Buffer, json: string): string {
  let end = 0;
  for (let index = 0; index < json.length; index++) {
    const unit = json.charCodeAt(index);
    if (unit <= LAST_ASCII) {
      bytes[end++] = unit;
      continue;
    }
    bytes[end++] = BACKSLASH;
    bytes[end++] = LETTER_U;
    for (let shift = 12; shift >= 0; shift -= 4) bytes[end++] = HEX[(unit >> shift) & 0xf] ?? 0;
  }
  return bytes.toString('latin1', 0, end);
}
