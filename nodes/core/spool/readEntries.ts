import { MAX_CRASH_CLAIMS, afterCrashedClaim, requeued } from '../retryQueue/entryTransitions';
import type { QueueEntry } from '../retryQueue/queueEntry';
import { type Sought, bytesAllow, headerAllows } from './glance';
import { decodeSpoolFile } from './spoolFileFormat';
import { type Home, parseClaim, parseName } from './spoolFileName';
import { HEADER_BYTES, decodeHeader } from './spoolHeader';
import type { TargetSpool } from './targetSpool';

/** Places whose files hold entries that can be read. */
export type KeptPlace = 'new' | 'claimed' | 'parked' | 'discarded';

/** One file of a target. */
export interface KeptFile {
  readonly place: KeptPlace;
  readonly text: string;
}

/** How a file is read. */
export interface Reading {
  readonly now: Date;
  /** When given, a file that holds nothing of it for certain reads as empty, and quickly. */
  readonly sought?: Sought;
}

/**
 * The entries of a file as its place and name make them: moving a file is how a person changes the
 * state of its entries, and the name counts crashes that happened since it was written.
 * @returns null when the file has gone
 * @throws UnreadableSpoolFileError
 */
export async function readEntries(
  spool: TargetSpool,
  { place, text }: KeptFile,
  { now, sought }: Reading,
): Promise<QueueEntry[] | null> {
  const path = spool.path(place, text);
  if (sought && !(await mayHold(spool, path, sought))) return [];
  const bytes = await spool.files.read(path);
  if (bytes === null) return null;
  if (sought && !bytesAllow(bytes, sought)) return [];
  const entries = decodeSpoolFile(bytes, spool.target);
  if (place === 'discarded') return entries.map(asDiscarded);
  const claim = place === 'claimed' ? parseClaim(text) : null;
  const home = claim?.home ?? (place === 'parked' ? 'parked' : 'new');
  const { crashClaims } = claim?.file ?? parseName(text);
  return entries
    .map((entry) => (home === 'parked' ? asParked(entry) : asPending(entry)))
    .map((entry) => crashed(entry, crashClaims, now))
    .map((entry) => (claim === null ? entry : { ...entry, state: 'claimed' }));
}

async function mayHold(spool: TargetSpool, path: string, sought: Sought): Promise<boolean> {
  const start = await spool.files.read(path, HEADER_BYTES);
  return start === null || headerAllows(decodeHeader(start), sought);
}

/** Where an entry waits when nobody has it. */
export function homeOf({ nextAttemptAt }: Pick<QueueEntry, 'nextAttemptAt'>): Home {
  return nextAttemptAt === null ? 'parked' : 'new';
}

function asParked(entry: QueueEntry): QueueEntry {
  return { ...entry, state: 'parked', nextAttemptAt: null };
}

/** A person moved what was parked: events are requeued, what never was one is parked all the same. */
function asPending(entry: QueueEntry): QueueEntry {
  if (entry.nextAttemptAt !== null) return { ...entry, state: 'pending' };
  if (entry.payloadKind === 'parked') return asParked(entry);
  return requeued(entry, new Date(entry.lastFailedAt));
}

function asDiscarded(entry: QueueEntry): QueueEntry {
  return { ...entry, state: 'discarded', nextAttemptAt: null };
}

function crashed(entry: QueueEntry, times: number, now: Date): QueueEntry {
  let counted = entry;
  for (let time = 0; time < Math.min(times, MAX_CRASH_CLAIMS); time++) {
    counted = afterCrashedClaim(counted, now);
  }
  return counted;
}
