import type { Clock, RandomSource } from '../ports';
import type { QueueEntry } from '../retryQueue/queueEntry';
import { type SpoolFileName, formatName, nameFor } from './spoolFileName';
import { type EncodedEntry, encodeEntry } from './spoolFileFormat';
import type { Place } from './spoolFolder';
import type { TargetSpool } from './targetSpool';

/** One sync per file is what costs time, one damaged file is what costs events. */
const ENTRIES_PER_FILE = 500;
/** A claim reads a file whole. An entry that is larger has a file of its own. */
export const BYTES_PER_FILE = 16 * 2 ** 20;
const NONCE_BYTES = 8;

/** Where a file goes. */
export interface Destination {
  readonly place: Place;
  /** Default: the plain name. */
  readonly naming?: (file: SpoolFileName) => string;
}

/** Writes one file durably. @param entries at least one */
export type WriteFile = (
  spool: TargetSpool,
  destination: Destination,
  entries: readonly EncodedEntry[],
) => Promise<void>;

/** Writes entries durably to a place, in as few files as allowed; none for no entries. */
export type WriteEntries = (
  spool: TargetSpool,
  destination: Destination,
  entries: readonly QueueEntry[],
) => Promise<void>;

/** Who writes. */
export interface WriterParts {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly host: string;
  readonly pid: number;
}

export function fileWriter({ clock, random, host, pid }: WriterParts): WriteFile {
  return async (spool, { place, naming = formatName }, encoded) => {
    const nonce = Buffer.from(random.bytes(NONCE_BYTES)).toString('hex');
    const name = naming(nameFor(encoded.map(({ entry }) => entry)));
    await spool.write({ place, name }, encoded, { host, pid, createdAt: clock.now(), nonce });
  };
}

/** All or an error: the first failure ends it. */
export function entryWriter(parts: WriterParts): WriteEntries {
  const writeFile = fileWriter(parts);
  const refuse = (_: QueueEntry, error: unknown) => {
    throw error;
  };
  return async (spool, destination, entries) => {
    for (const chunk of chunksOf(entries, refuse)) await writeFile(spool, destination, chunk);
  };
}

/**
 * Encodes entries file by file, so that one file's bytes are in memory at a time.
 * @param refuse told of an entry that no file can hold
 */
export function* chunksOf(
  entries: readonly QueueEntry[],
  refuse: (entry: QueueEntry, error: unknown) => void,
): Generator<EncodedEntry[]> {
  let chunk: EncodedEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const encoded = encodedOr(entry, refuse);
    if (encoded === null) continue;
    const { length } = encoded.line;
    if (chunk.length > 0 && bytes + length > BYTES_PER_FILE) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(encoded);
    bytes += length;
    if (chunk.length < ENTRIES_PER_FILE) continue;
    yield chunk;
    chunk = [];
    bytes = 0;
  }
  if (chunk.length > 0) yield chunk;
}

function encodedOr(
  entry: QueueEntry,
  refuse: (entry: QueueEntry, error: unknown) => void,
): EncodedEntry | null {
  try {
    return encodeEntry(entry);
  } catch (error) {
    refuse(entry, error);
    return null;
  }
}
