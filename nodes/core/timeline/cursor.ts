import { createHash } from 'node:crypto';
import { ConfigurationError } from '../errors';

/** Raised whenever the layout changes: cursors of other versions are refused in words. */
const VERSION = 2;
const DIRECTIONS = ['next', 'previous'] as const;
/** What follows the fingerprint: nothing, a null, or a text to its end. */
const SORT_VALUES = { none: 0, null: 1, text: 2 } as const;
const FINGERPRINT_BYTES = 12;
const CHECK_BYTES = 4;
/** Version, direction, kind of sort value. */
const HEAD = 3;
const ID_END = HEAD + 16;
const FINGERPRINT_END = ID_END + FINGERPRINT_BYTES;

const START_OVER = 'or leave Cursor empty to start at the first event';

/** Where a page goes on, in the order of what is read. */
export interface CursorPosition {
  /** `next`: after the event; `previous`: before it. */
  readonly direction: (typeof DIRECTIONS)[number];
  /** The event beside which the page lies, a UUID. */
  readonly id: string;
  /** That event's value where something else than time decides the order first. */
  readonly sortValue?: string | null;
}

/** A short hash of what a cursor belongs to: the same `parts` give the same text. */
export function fingerprint(parts: readonly unknown[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest();
  return hash.subarray(0, FINGERPRINT_BYTES).toString('hex');
}

/** @param belongsTo `fingerprint` of subject, filters and order */
export function encodeCursor(position: CursorPosition, belongsTo: string): string {
  const { direction, id, sortValue } = position;
  const body = Buffer.concat([
    Buffer.from([VERSION, DIRECTIONS.indexOf(direction), kindOf(sortValue)]),
    Buffer.from(id.replaceAll('-', ''), 'hex'),
    Buffer.from(belongsTo, 'hex'),
    Buffer.from(sortValue ?? '', 'utf8'),
  ]);
  return Buffer.concat([body, checkSum(body)]).toString('base64url');
}

/**
 * @returns what `encodeCursor` was given
 * @throws ConfigurationError when the cursor is damaged, of another version, or belongs to
 * another subject or other filters
 */
export function decodeCursor(cursor: string, belongsTo: string): CursorPosition {
  const bytes = Buffer.from(cursor, 'base64url');
  const body = bytes.subarray(0, -CHECK_BYTES);
  const isWhole =
    bytes.length > CHECK_BYTES &&
    bytes.toString('base64url') === cursor &&
    checkSum(body).equals(bytes.subarray(-CHECK_BYTES));
  if (!isWhole) throw refuse('is not one that this node gave out, or a part of it is missing');
  const direction = DIRECTIONS[body[1] ?? DIRECTIONS.length];
  if (body[0] !== VERSION || direction === undefined || body.length < FINGERPRINT_END) {
    throw refuse('was given out by another version of this node');
  }
  if (body.subarray(ID_END, FINGERPRINT_END).toString('hex') !== belongsTo) {
    throw new ConfigurationError({
      message: 'The parameter Cursor belongs to another subject or to other filters.',
      hint: `Use the same subject, tenant, types, categories, order and fixed dates as for the page before, ${START_OVER}.`,
      code: 'invalid_cursor',
    });
  }
  return { direction, id: toUuid(body.subarray(HEAD, ID_END)), ...readSortValue(body) };
}

function kindOf(sortValue: string | null | undefined): number {
  if (sortValue === undefined) return SORT_VALUES.none;
  return sortValue === null ? SORT_VALUES.null : SORT_VALUES.text;
}

function readSortValue(body: Buffer): Pick<CursorPosition, 'sortValue'> {
  if (body[2] === SORT_VALUES.none) return {};
  const isText = body[2] === SORT_VALUES.text;
  return { sortValue: isText ? body.subarray(FINGERPRINT_END).toString('utf8') : null };
}

function checkSum(body: Buffer): Buffer {
  return createHash('sha256').update(body).digest().subarray(0, CHECK_BYTES);
}

function toUuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function refuse(reason: string): ConfigurationError {
  return new ConfigurationError({
    message: `The parameter Cursor ${reason}.`,
    hint: `Pass on nextCursor or previousCursor of another page as it is, ${START_OVER}.`,
    code: 'invalid_cursor',
  });
}
