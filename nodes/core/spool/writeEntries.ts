import type { Clock, RandomSource } from '../ports';
import type { QueueEntry } from '../retryQueue/queueEntry';
import { type SpoolFileName, formatName, nameFor } from './spoolFileName';
import type { Place, TargetSpool } from './targetSpool';

/** One sync per file is what costs time, one damaged file is what costs events. */
const ENTRIES_PER_FILE = 500;
const NONCE_BYTES = 8;

/** Writes entries durably to a place, in as few files as allowed; none for no entries. */
export type WriteEntries = (
  spool: TargetSpool,
  destination: {
    readonly place: Place;
    /** Default: the plain name. */
    readonly naming?: (file: SpoolFileName) => string;
  },
  entries: readonly QueueEntry[],
) => Promise<void>;

/** Who writes. */
export interface WriterParts {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly host: string;
  readonly pid: number;
}

export function entryWriter({ clock, random, host, pid }: WriterParts): WriteEntries {
  return async (spool, { place, naming = formatName }, entries) => {
    for (let start = 0; start < entries.length; start += ENTRIES_PER_FILE) {
      const chunk = entries.slice(start, start + ENTRIES_PER_FILE);
      const nonce = Buffer.from(random.bytes(NONCE_BYTES)).toString('hex');
      const name = naming(nameFor(chunk));
      await spool.write({ place, name }, chunk, { host, pid, createdAt: clock.now(), nonce });
    }
  };
}
