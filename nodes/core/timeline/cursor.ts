import { createHash } from 'node:crypto';
import { ConfigurationError } from '../errors';

/** Which way a page reads. Newest first is the only one so far; the byte is reserved for more. */
const NEWEST_FIRST = 1;
const VERSION = 1;
const FINGERPRINT_BYTES = 12;
const CHECK_BYTES = 4;
/** Version, direction, id, fingerprint of subject and filters, check sum. */
const LENGTH = 2 + 16 + FINGERPRINT_BYTES + CHECK_BYTES;

const START_OVER = 'or leave Cursor empty to start at the newest event';

/** A short hash of what a cursor belongs to: the same `parts` give the same text. */
export function fingerprint(parts: readonly unknown[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest();
  return hash.subarray(0, FINGERPRINT_BYTES).toString('hex');
}

/**
 * Makes the cursor of the page that follows an event.
 * @param id the last event of this page, a UUID
 * @param belongsTo `fingerprint` of subject and filters
 */
export function encodeCursor(id: string, belongsTo: string): string {
  const body = Buffer.concat([
    Buffer.from([VERSION, NEWEST_FIRST]),
    Buffer.from(id.replaceAll('-', ''), 'hex'),
    Buffer.from(belongsTo, 'hex'),
  ]);
  return Buffer.concat([body, checkSum(body)]).toString('base64url');
}

/**
 * @returns the id of the event after which the page begins
 * @throws ConfigurationError when the cursor is damaged, of another version, or belongs to
 * another subject or other filters
 */
export function decodeCursor(cursor: string, belongsTo: string): string {
  const bytes = Buffer.from(cursor, 'base64url');
  const body = bytes.subarray(0, LENGTH - CHECK_BYTES);
  const isWhole =
    bytes.length === LENGTH &&
    bytes.toString('base64url') === cursor &&
    checkSum(body).equals(bytes.subarray(LENGTH - CHECK_BYTES));
  if (!isWhole) throw refuse('is not one that this node gave out, or a part of it is missing');
  if (body[0] !== VERSION || body[1] !== NEWEST_FIRST) {
    throw refuse('was given out by another version of this node');
  }
  if (body.subarray(18).toString('hex') !== belongsTo) {
    throw new ConfigurationError({
      message: 'The parameter Cursor belongs to another subject or to other filters.',
      hint: `Use the same subject, tenant, types, categories and fixed dates as for the page before, ${START_OVER}.`,
      code: 'invalid_cursor',
    });
  }
  return toUuid(body.subarray(2, 18).toString('hex'));
}

function checkSum(body: Buffer): Buffer {
  return createHash('sha256').update(body).digest().subarray(0, CHECK_BYTES);
}

function toUuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function refuse(reason: string): ConfigurationError {
  return new ConfigurationError({
    message: `The parameter Cursor ${reason}.`,
    hint: `Pass on nextCursor of the page before as it is, ${START_OVER}.`,
    code: 'invalid_cursor',
  });
}
