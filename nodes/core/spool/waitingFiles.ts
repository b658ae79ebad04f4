import { entryKey } from '../retryQueue/entryKey';
import type { QueueEntry } from '../retryQueue/queueEntry';
import type { ClaimRequest } from '../retryQueue/retryStore';
import { isWanted } from './divideEntries';
import { isNarrow } from './glance';
import type { Look } from './look';
import { readEntries } from './readEntries';
import { type Home, parseName } from './spoolFileName';
import { UnreadableSpoolFileError } from './spoolHeader';
import type { TargetSpool } from './targetSpool';

/** A file that waits: for a replay, or for a person. */
export interface WaitingFile {
  readonly place: Home;
  readonly text: string;
  /** Of what it holds for the claim (`entryKey`), when that was looked up. */
  readonly keys?: ReadonlySet<string>;
}

/** Files that may hold what a claim of the purpose takes, oldest first. */
export async function waitingFiles(
  spool: TargetSpool,
  { purpose = 'replay' }: Pick<ClaimRequest, 'purpose'>,
): Promise<WaitingFile[]> {
  const places: readonly Home[] = purpose === 'replay' ? ['new'] : ['new', 'parked'];
  const files: WaitingFile[] = [];
  for (const place of places) {
    for (const text of await spool.names(place)) files.push({ place, text });
  }
  return files.sort((one, other) => (one.text < other.text ? -1 : Number(one.text > other.text)));
}

/** Whether `searchFiles` must say what a claim takes; else it takes file by file. */
export function needsSearch({ purpose, filter }: ClaimRequest): boolean {
  return purpose === 'repair' || (filter !== undefined && isNarrow(filter));
}

/**
 * The files that a claim needs, found by reading: claiming one after the other would take from other
 * workers, for as long as the search lasts, what nobody here wants. All copies that interrupted steps
 * left of an entry are found, as none may stay behind as it was when a person repairs it.
 */
export async function searchFiles(
  spool: TargetSpool,
  request: ClaimRequest,
  { step }: Look,
): Promise<WaitingFile[]> {
  const chosen: WaitingFile[] = [];
  const found = new Set<string>();
  let newest = -Infinity;
  for (const file of await step(() => waitingFiles(spool, request))) {
    const isFull = found.size >= request.limit;
    // Copies have the time of what they are copies of, and files are sorted by their oldest time.
    if (isFull && parseName(file.text).oldestFailedAt > newest) break;
    const wanted = await step(() => wantedIn(spool, file, request));
    if (wanted?.length === 0) continue;
    chosen.push(wanted === null ? file : { ...file, keys: new Set(wanted.map(entryKey)) });
    for (const entry of isFull || wanted === null ? [] : wanted) {
      found.add(entryKey(entry));
      newest = Math.max(newest, Date.parse(entry.firstFailedAt));
    }
  }
  return chosen;
}

/** @returns null of a damaged file, which the claim sets aside */
async function wantedIn(
  spool: TargetSpool,
  file: WaitingFile,
  request: ClaimRequest,
): Promise<QueueEntry[] | null> {
  const { now, filter } = request;
  try {
    const entries = await readEntries(spool, file, filter ? { now, sought: { filter } } : { now });
    return (entries ?? []).filter((entry) => isWanted(entry, request));
  } catch (error) {
    if (error instanceof UnreadableSpoolFileError) return null;
    throw error;
  }
}
