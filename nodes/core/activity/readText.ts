import { InvalidEventError } from '../errors';
import { invalidField } from './invalidField';

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Bytes in UTF-8. A statement's jsonb ends at 2^28 - 1 bytes (JENTRY_OFFLENMASK in PostgreSQL's
 * jsonb.h); half of it leaves room for a row's other values, and for the time limits of a write.
 */
const LARGEST_TEXT = 2 ** 27;
const MOST_BYTES_PER_UNIT = 3;

function checkSize(field: string, text: string): void {
  if (text.length * MOST_BYTES_PER_UNIT <= LARGEST_TEXT) return;
  if (Buffer.byteLength(text) <= LARGEST_TEXT) return;
  throw new InvalidEventError(field, {
    message: `${field} is larger than 128 MB, which is more than one write to PostgreSQL takes.`,
    hint: `Shorten ${field}, or store it elsewhere and log a link to it.`,
    code: 'too_large',
  });
}

/** Whether a value counts as not given. */
export function isAbsent(value: unknown): value is undefined | null | '' {
  return value === undefined || value === null || value === '';
}

/**
 * Refuses what PostgreSQL cannot keep unaltered.
 * @throws InvalidEventError for a NUL character, half of a surrogate pair, or more than 128 MB
 */
export function checkStorable(field: string, text: string): void {
  checkSize(field, text);
  const problem = text.includes('\0')
    ? 'a NUL character'
    : LONE_SURROGATE.test(text)
      ? 'half of a surrogate pair (a character cut in two)'
      : null;
  if (problem === null) return;
  throw new InvalidEventError(field, {
    message: `${field} contains ${problem}, which PostgreSQL cannot store.`,
    hint: `Remove it from ${field} before this node, e.g. with .replace() or .toWellFormed() in an expression.`,
    code: 'invalid_event',
  });
}

/**
 * A number as the text it stands for, since expressions often give `12345` for an id.
 * Numbers beyond 2^53 have already lost digits and are refused.
 */
export function numberToText(field: string, value: unknown): unknown {
  if (typeof value !== 'number' || !Number.isFinite(value)) return value;
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new InvalidEventError(field, {
      message: `${field} is a number with more digits than a number can hold exactly.`,
      hint: `Give ${field} as text, so that no digit is lost.`,
      code: 'invalid_event',
    });
  }
  return String(value);
}

/**
 * Reads an optional text; undefined, null and '' are null, numbers become text.
 * @param limit characters (code points, as PostgreSQL counts), unlimited when left out
 * @throws InvalidEventError
 */
export function readText(field: string, given: unknown, limit = Infinity): string | null {
  if (isAbsent(given)) return null;
  const value = numberToText(field, given);
  if (typeof value !== 'string') {
    throw invalidField({ field, expected: 'text', hint: `Give ${field} as text.` }, value);
  }
  checkStorable(field, value);
  if (value.length > limit && Array.from(value).length > limit) {
    const expected = `at most ${limit} characters long`;
    throw invalidField({ field, expected, hint: `Shorten ${field}.` }, value);
  }
  return value;
}

/** As `readText`, without the spaces around; only spaces count as absent. */
export function readTrimmed(field: string, given: unknown, limit?: number): string | null {
  const text = readText(field, given)?.trim();
  return text === undefined || text === '' ? null : readText(field, text, limit);
}
