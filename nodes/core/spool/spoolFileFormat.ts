import { constants } from 'node:buffer';
import { createHash } from 'node:crypto';
import { asciiJson } from '../activity/asciiJson';
import type { JsonValue } from '../json';
import { targetKey } from '../retryQueue/entryKey';
import type { QueueEntry, Target } from '../retryQueue/queueEntry';
import { queueEntrySchema } from '../retryQueue/queueEntrySchema';
import {
  type SpoolWriter,
  UnreadableSpoolFileError,
  decodeHeader,
  encodeHeader,
  jsonOf,
} from './spoolHeader';

/** UTF-16 units; of V8. */
const LONGEST_STRING = constants.MAX_STRING_LENGTH;
/** Less than any entry has around its payload. */
const ENVELOPE = 500;
const LINE_END = 0x0a;

/** An entry that no file can hold, as V8 cannot make its line. Holds no part of its content. */
export class EntryTooLargeError extends Error {
  readonly code = 'entry_too_large';
}

/** An entry and its line of a spool file, with the line's end. */
export interface EncodedEntry {
  readonly entry: QueueEntry;
  readonly line: Buffer;
}

/** @throws EntryTooLargeError beyond V8's longest string */
export function encodeEntry(entry: QueueEntry): EncodedEntry {
  // Not tried in vain: it would take half a gigabyte to find out.
  if (entry.payload.length >= LONGEST_STRING - ENVELOPE) throw tooLarge();
  try {
    return { entry, line: Buffer.from(`${asciiJson(toJson(entry))}\n`, 'latin1') };
  } catch (error) {
    // A line is longer than its payload: each quote of it is escaped.
    if ((error as Error).name === 'RangeError') throw tooLarge();
    throw error;
  }
}

/** A header line, then one entry a line; ASCII throughout. @param encoded at least one */
export function encodeSpoolFile(
  target: Target,
  encoded: readonly EncodedEntry[],
  writer: SpoolWriter,
): Buffer[] {
  const entries = encoded.map(({ entry }) => entry);
  const lines = encoded.map(({ line }) => line);
  return [encodeHeader(target, entries, { ...writer, sha256: sha256(lines) }), ...lines];
}

/** @throws UnreadableSpoolFileError unless every entry is whole and meant for the target */
export function decodeSpoolFile(bytes: Buffer, target: Target): QueueEntry[] {
  const header = decodeHeader(bytes);
  const body = bytes.subarray(bytes.indexOf(LINE_END) + 1);
  if (sha256([body]) !== header.sha256) throw new UnreadableSpoolFileError('its checksum differs');
  const entries = Array.from(linesOf(body), decodeEntry);
  if (entries.length !== header.count) throw new UnreadableSpoolFileError('entries are missing');
  const wanted = targetKey(target);
  const foreign = entries.some((entry) => targetKey(entry.target) !== wanted);
  if (foreign) throw new UnreadableSpoolFileError('it belongs to another target');
  return entries;
}

/** Line by line, as a whole file may be longer than a string can be. */
function* linesOf(body: Buffer): Generator<Buffer> {
  for (let start = 0; start < body.length;) {
    const end = body.indexOf(LINE_END, start);
    if (end === -1) throw new UnreadableSpoolFileError('its last line is torn');
    yield body.subarray(start, end);
    start = end + 1;
  }
}

function decodeEntry(line: Buffer): QueueEntry {
  const parsed = queueEntrySchema.safeParse(jsonOf(line.toString('latin1')));
  if (!parsed.success) throw new UnreadableSpoolFileError('an entry has an unknown form');
  return parsed.data;
}

/** Entries are JSON by their schema, which read-only types hide from the compiler. */
function toJson(entry: QueueEntry): JsonValue {
  return entry as unknown as JsonValue;
}

function tooLarge(): EntryTooLargeError {
  return new EntryTooLargeError('The entry is longer than a string can be.');
}

function sha256(parts: readonly Buffer[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
