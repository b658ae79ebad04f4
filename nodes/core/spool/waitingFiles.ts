import type { ClaimRequest } from '../retryQueue/retryStore';
import { isWanted } from './divideEntries';
import type { Look } from './look';
import { readEntries } from './readEntries';
import type { Home } from './spoolFileName';
import { UnreadableSpoolFileError } from './spoolHeader';
import type { TargetSpool } from './targetSpool';

/** A file that waits: for a replay, or for a person. */
export interface WaitingFile {
  readonly place: Home;
  readonly text: string;
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

/**
 * The files that a claim with a filter needs, found by reading: claiming one after the other would
 * take from other workers, for as long as the search lasts, what nobody here wants.
 */
export async function filteredFiles(
  spool: TargetSpool,
  request: ClaimRequest,
  { step }: Look,
): Promise<WaitingFile[]> {
  const chosen: WaitingFile[] = [];
  let found = 0;
  for (const file of await step(() => waitingFiles(spool, request))) {
    if (found >= request.limit) break;
    const wanted = await step(() => wantedIn(spool, file, request));
    if (wanted !== 0) chosen.push(file);
    found += wanted ?? 0;
  }
  return chosen;
}

/** @returns null of a damaged file, which the claim sets aside */
async function wantedIn(
  spool: TargetSpool,
  file: WaitingFile,
  request: ClaimRequest,
): Promise<number | null> {
  const { now, filter } = request;
  try {
    const entries = await readEntries(spool, file, filter ? { now, sought: { filter } } : { now });
    return (entries ?? []).filter((entry) => isWanted(entry, request)).length;
  } catch (error) {
    if (error instanceof UnreadableSpoolFileError) return null;
    throw error;
  }
}
