import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { ConfigurationError } from '../errors';

/** Raised whenever the layout changes: cursors of other versions are refused in words. */
const VERSION = 3;
const DIRECTIONS = ['next', 'previous'] as const;
/** What follows the fingerprint: nothing; a tenant; a tenant and a value, to the end. */
const KINDS = { bare: 0, tenant: 1, value: 2 } as const;
/** Bytes that say how long the tenant is. */
const LENGTH_BYTES = 2;
const FINGERPRINT_BYTES = 12;
const CHECK_BYTES = 4;
/** Version, direction, kind. */
const HEAD = 3;
const ID_END = HEAD + 16;
const FINGERPRINT_END = ID_END + FINGERPRINT_BYTES;

const NOT_OURS = 'is not one that this node gave out, or a part of it is missing';
const START_OVER = 'or leave Cursor empty to start at the first event';

/** Where a page goes on, in the order of what is read. */
export interface CursorPosition {
  /** `next`: after the event; `previous`: before it. */
  readonly direction: (typeof DIRECTIONS)[number];
  /** The event beside which the page lies, a UUID. */
  readonly id: string;
  /** What decides the order besides time; timelines have none. */
  readonly sorted?: SortedPlace;
}

/** What decides the order of a search, besides the id. */
export interface SortedPlace {
  /** Of the event; empty where the place is no event. */
  readonly tenant: string;
  /** Its type, or the sort key of its lead; null when sorted by time, and for one without a lead. */
  readonly value: string | null;
}

/** A short hash of what a cursor belongs to: the same `parts` give the same text. */
export function fingerprint(parts: readonly unknown[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest();
  return hash.subarray(0, FINGERPRINT_BYTES).toString('hex');
}

/** @param belongsTo `fingerprint` of subject, filters and order */
export function encodeCursor({ direction, id, sorted }: CursorPosition, belongsTo: string): string {
  const body = Buffer.concat([
    Buffer.from([VERSION, DIRECTIONS.indexOf(direction), kindOf(sorted)]),
    Buffer.from(id.replaceAll('-', ''), 'hex'),
    Buffer.from(belongsTo, 'hex'),
    sorted === undefined ? Buffer.alloc(0) : encodePlace(sorted),
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
  if (!isWhole) throw refuse(NOT_OURS);
  const direction = DIRECTIONS[body[1] ?? DIRECTIONS.length];
  if (body[0] !== VERSION || direction === undefined || body.length < FINGERPRINT_END) {
    throw refuse('was given out by another version of this node');
  }
  if (body.subarray(ID_END, FINGERPRINT_END).toString('hex') !== belongsTo) {
    throw new ConfigurationError({
      message: 'The parameter Cursor belongs to another subject or to other filters.',
      hint: `Use the same subject or query, tenants, types, categories, sources, lead and other filters, order and fixed dates as for the page before, ${START_OVER}.`,
      code: 'invalid_cursor',
    });
  }
  const position = { direction, id: toUuid(body.subarray(HEAD, ID_END)) };
  const sorted = decodePlace(body[2], body.subarray(FINGERPRINT_END));
  return sorted === undefined ? position : { ...position, sorted };
}

/** As `decodeCursor`, and refuses a cursor that does not say where it lies in the order. */
export function decodeSortedCursor(
  cursor: string,
  belongsTo: string,
): CursorPosition & { sorted: SortedPlace } {
  const { sorted, ...position } = decodeCursor(cursor, belongsTo);
  if (sorted === undefined) throw refuse(NOT_OURS);
  return { ...position, sorted };
}

function kindOf(sorted: SortedPlace | undefined): number {
  if (sorted === undefined) return KINDS.bare;
  return sorted.value === null ? KINDS.tenant : KINDS.value;
}

function encodePlace({ tenant, value }: SortedPlace): Buffer {
  const name = Buffer.from(tenant, 'utf8');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt16BE(name.length);
  return Buffer.concat([length, name, Buffer.from(value ?? '', 'utf8')]);
}

/** The check sum is no secret: a cursor made by hand may hold anything. */
function decodePlace(kind: number | undefined, bytes: Buffer): SortedPlace | undefined {
  if (kind === KINDS.bare && bytes.length === 0) return undefined;
  const end = bytes.length < LENGTH_BYTES ? Infinity : LENGTH_BYTES + bytes.readUInt16BE();
  const hasValue = kind === KINDS.value;
  const fits = hasValue ? end <= bytes.length : kind === KINDS.tenant && end === bytes.length;
  if (!fits) throw refuse(NOT_OURS);
  const tenant = readText(bytes.subarray(LENGTH_BYTES, end));
  return { tenant, value: hasValue ? readText(bytes.subarray(end)) : null };
}

/** PostgreSQL refuses NUL, and what is no UTF-8 would silently become another text. */
function readText(bytes: Buffer): string {
  if (isUtf8(bytes) && !bytes.includes(0)) return bytes.toString('utf8');
  throw refuse(NOT_OURS);
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
