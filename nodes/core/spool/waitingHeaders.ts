import type { SpoolFolder } from './spoolFolder';
import type { Home } from './spoolFileName';
import {
  HEADER_BYTES,
  type SpoolHeader,
  UnreadableSpoolFileError,
  decodeHeader,
} from './spoolHeader';
import type { WaitingState } from './spoolIncidents';

/** The place decides the state: moving a file is how entries change theirs. */
export const WAITING_PLACES = [
  ['new', 'pending'],
  ['claimed', 'claimed'],
  ['parked', 'parked'],
] as const satisfies ReadonlyArray<readonly [Home | 'claimed', WaitingState]>;

/** The header of a file that waits, and where the file lies. */
export interface WaitingHeader {
  readonly place: Home | 'claimed';
  readonly state: WaitingState;
  readonly text: string;
  readonly header: SpoolHeader;
}

/** What the header lines of a target's files tell. */
export interface WaitingHeaders {
  readonly files: readonly WaitingHeader[];
  /** Files with no header that can be read, by place. */
  readonly unreadable: ReadonlyMap<Home | 'claimed', number>;
}

/** Files that are open at once: several network round trips are then one. */
const READ_AT_ONCE = 16;

/** Reads the header lines alone, so that a full spool is as quick to look at as a small one. */
export async function waitingHeaders(folder: SpoolFolder): Promise<WaitingHeaders> {
  const files: WaitingHeader[] = [];
  const unreadable = new Map<Home | 'claimed', number>();
  for (const [place, state] of WAITING_PLACES) {
    const names = await folder.names(place);
    for (let from = 0; from < names.length; from += READ_AT_ONCE) {
      const read = await startsOf(folder, place, names.slice(from, from + READ_AT_ONCE));
      for (const { text, start } of read) {
        if (start === null) continue;
        const header = headerOrNull(start);
        if (header !== null) files.push({ place, state, text, header });
        else unreadable.set(place, (unreadable.get(place) ?? 0) + 1);
      }
    }
  }
  return { files, unreadable };
}

/** @returns a start of null for a file that has gone meanwhile */
function startsOf(folder: SpoolFolder, place: Home | 'claimed', names: readonly string[]) {
  return Promise.all(
    names.map(async (text) => ({
      text,
      start: await folder.files.read(folder.path(place, text), HEADER_BYTES),
    })),
  );
}

function headerOrNull(start: Buffer): SpoolHeader | null {
  try {
    return decodeHeader(start);
  } catch (error) {
    if (error instanceof UnreadableSpoolFileError) return null;
    throw error;
  }
}
