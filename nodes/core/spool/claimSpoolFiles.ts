import type { Clock, Logger } from '../ports';
import { isDue } from '../retryQueue/clockSkew';
import { byAge, entryKey } from '../retryQueue/entryKey';
import { released } from '../retryQueue/entryTransitions';
import type { QueueEntry } from '../retryQueue/queueEntry';
import type { ClaimRequest } from '../retryQueue/retryStore';
import { FileSystemHangsError } from './beforeDeadline';
import { type Share, divideEntries } from './divideEntries';
import { homeOf, readEntries } from './readEntries';
import { giveBack } from './returnClaims';
import { UnreadableSpoolFileError } from './spoolHeader';
import {
  type Home,
  type SpoolFileName,
  formatClaim,
  formatName,
  nameFor,
  parseName,
} from './spoolFileName';
import type { TargetSpool } from './targetSpool';
import type { WaitingFile } from './waitingFiles';
import type { WriteEntries } from './writeEntries';

/** Milliseconds after which a slow disk hands out what it has; the next claim takes the rest. */
const LONG_ENOUGH = 1500;
/** Units of payload that one claim takes into memory, unless a single file has more. */
const ENOUGH_PAYLOAD = 64 * 2 ** 20;
const HOMES: readonly Home[] = ['new', 'parked'];

/** One claim under way. */
export interface SpoolClaim {
  readonly spool: TargetSpool;
  readonly request: ClaimRequest;
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly write: WriteEntries;
  readonly logger: Logger;
  readonly clock: Clock;
  /** `clock.elapsed()` at which nobody waits for the claim any more. */
  readonly deadline: number;
}

/** A file in the hands of the claim. */
interface HeldFile {
  readonly home: Home;
  readonly file: SpoolFileName;
  /** Its name among the claimed files. */
  readonly text: string;
}

/**
 * Moves wanted files to `claimed` until the limit is reached. Afterwards the files of the token hold
 * exactly the returned entries: what else was in them went back to `new` or to `parked` first.
 * After an error the files of the token wait again where they did.
 */
export async function claimFiles(
  claim: SpoolClaim,
  files: readonly WaitingFile[],
): Promise<QueueEntry[]> {
  try {
    const entries = await claimWanted(claim, files);
    if (entries.length > 0) await claim.spool.syncPlace('claimed');
    if (claim.clock.elapsed() >= claim.deadline) throw new FileSystemHangsError();
    return entries;
  } catch (error) {
    await giveBack(claim.spool, claim.token);
    throw error;
  }
}

async function claimWanted(
  claim: SpoolClaim,
  files: readonly WaitingFile[],
): Promise<QueueEntry[]> {
  const { request, clock } = claim;
  const taken = new Map<string, QueueEntry>();
  const until = clock.elapsed() + LONG_ENOUGH;
  let payload = 0;
  for (const waiting of files) {
    const isEnough = payload >= ENOUGH_PAYLOAD || clock.elapsed() >= until;
    const isFull = taken.size >= request.limit || (isEnough && taken.size > 0);
    if (isFull && !waiting.keys) break;
    if (isFull && !hasCopies(waiting, taken)) continue;
    const held = await takeFile(claim, waiting);
    if (held === null) continue;
    const limit = isFull ? taken.size : request.limit;
    const entries = await readHeld(claim, held);
    const share = divideEntries(entries, { ...request, limit }, taken);
    await keepShare(claim, held, share);
    for (const entry of share.mine) {
      taken.set(entryKey(entry), { ...entry, state: 'claimed' });
      payload += entry.payload.length;
    }
  }
  return [...taken.values()].sort(byAge);
}

/** Whether the file holds other copies of what was taken: none may stay behind as it was. */
function hasCopies({ keys }: WaitingFile, taken: ReadonlyMap<string, unknown>): boolean {
  return [...(keys ?? [])].some((key) => taken.has(key));
}

/** @returns null when its name says that nothing in it is due, or another worker was quicker */
async function takeFile(claim: SpoolClaim, { place, text }: WaitingFile): Promise<HeldFile | null> {
  const { spool, request } = claim;
  const file = parseName(text);
  if (place === 'new' && !mayBeWanted(file, request)) return null;
  const claimed = formatClaim({ ...claim, home: place, file });
  const isOurs = await spool.files.move(spool.path(place, text), spool.path('claimed', claimed));
  return isOurs ? { home: place, file, text: claimed } : null;
}

function mayBeWanted({ dueAt }: SpoolFileName, request: ClaimRequest): boolean {
  const { includeNotDue, purpose, now } = request;
  return includeNotDue || purpose === 'repair' || isDue(dueAt, now.getTime());
}

/** Leaves the token with what is its own, and the rest where it waits. */
async function keepShare(
  claim: SpoolClaim,
  { home, file, text }: HeldFile,
  { mine, rest }: Share,
): Promise<void> {
  const { spool, write } = claim;
  const isMoved = [...mine, ...rest].some((entry) => homeOf(entry) !== home);
  if (rest.length === 0 && !isMoved) return;
  if (mine.length === 0 && !isMoved) {
    const name = formatName({ ...nameFor(rest), crashClaims: file.crashClaims });
    await spool.files.move(spool.path('claimed', text), spool.path(home, name));
    return;
  }
  for (const place of HOMES) {
    const naming = (name: SpoolFileName) => formatClaim({ ...claim, home: place, file: name });
    await write(spool, { place: 'claimed', naming }, mine.filter(livesAt(place)));
  }
  // Making the rest durable makes it durable as well that the file has left its place.
  await spool.syncPlace('claimed');
  for (const place of HOMES) await write(spool, { place }, rest.filter(livesAt(place)));
  await spool.files.remove(spool.path('claimed', text));
}

function livesAt(place: Home): (entry: QueueEntry) => boolean {
  return (entry) => homeOf(entry) === place;
}

/** The file's entries as they were where it waited; none when it went to quarantine. */
async function readHeld(claim: SpoolClaim, { text }: HeldFile): Promise<QueueEntry[]> {
  const { spool, request } = claim;
  try {
    const entries = await readEntries(spool, { place: 'claimed', text }, request);
    return (entries ?? []).map(released);
  } catch (error) {
    if (!(error instanceof UnreadableSpoolFileError)) throw error;
    await quarantine(claim, text, error.message);
    return [];
  }
}

async function quarantine(claim: SpoolClaim, claimed: string, reason: string): Promise<void> {
  const { spool, logger } = claim;
  const kept = spool.path('quarantine', claimed);
  await spool.files.move(spool.path('claimed', claimed), kept);
  logger.error(`A damaged spool file was set aside: ${reason}.`, { file: kept });
}
