import type { Clock, Logger } from '../ports';
import { failedBefore, isDue } from '../retryQueue/clockSkew';
import { byAge, entryKey } from '../retryQueue/entryKey';
import { MAX_CRASH_CLAIMS, afterCrashedClaim, released } from '../retryQueue/entryTransitions';
import type { QueueEntry } from '../retryQueue/queueEntry';
import type { ClaimRequest } from '../retryQueue/retryStore';
import { FileSystemHangsError } from './beforeDeadline';
import {
  type SpoolFileName,
  formatClaim,
  formatName,
  nameFor,
  parseClaim,
  parseName,
} from './spoolFileName';
import { UnreadableSpoolFileError, decodeSpoolFile } from './spoolFileFormat';
import type { TargetSpool } from './targetSpool';
import type { WriteEntries } from './writeEntries';

/** Milliseconds after which a slow disk hands out what it has; the next claim takes the rest. */
const LONG_ENOUGH = 1500;
/** Units of payload that one claim takes into memory, unless a single file has more. */
const ENOUGH_PAYLOAD = 64 * 2 ** 20;

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

/** Gives back the files of claims whose lease has ended; the name counts the crash. */
export async function returnOrphans(spool: TargetSpool, now: Date): Promise<void> {
  for (const text of await spool.names('claimed')) {
    const claim = parseClaim(text);
    if (claim.until >= now.getTime()) continue;
    const name = formatName({ ...claim.file, crashClaims: claim.file.crashClaims + 1 });
    await spool.files.move(spool.path('claimed', text), spool.path('new', name));
  }
}

/**
 * Moves due files to `claimed` until the limit is reached. Afterwards the files of the token hold
 * exactly the returned entries: what else was in them went back to `new` or to `parked` first.
 * After an error the files of the token wait in `new` again.
 */
export async function claimFiles(claim: SpoolClaim): Promise<QueueEntry[]> {
  try {
    const entries = await claimDueFiles(claim);
    if (claim.clock.elapsed() >= claim.deadline) throw new FileSystemHangsError();
    return entries;
  } catch (error) {
    await giveBack(claim);
    throw error;
  }
}

/** Names of the files that the token holds. */
export async function claimedNames(spool: TargetSpool, token: string): Promise<string[]> {
  const names = await spool.names('claimed');
  return names.filter((name) => parseClaim(name).token === token);
}

async function claimDueFiles(claim: SpoolClaim): Promise<QueueEntry[]> {
  const { spool, request, clock } = claim;
  const taken = new Map<string, QueueEntry>();
  const until = clock.elapsed() + LONG_ENOUGH;
  let payload = 0;
  for (const text of await spool.names('new')) {
    const isEnough = payload >= ENOUGH_PAYLOAD || clock.elapsed() >= until;
    if (taken.size >= request.limit || (isEnough && taken.size > 0)) break;
    const file = parseName(text);
    if (!request.includeNotDue && !isDue(file.dueAt, request.now.getTime())) continue;
    const claimed = claimedName(claim, file);
    const ours = await spool.files.move(spool.path('new', text), spool.path('claimed', claimed));
    if (!ours) continue;
    const entries = await readClaimed(claim, claimed, file.crashClaims);
    const share = divide(entries, request, request.limit - taken.size);
    await keepShare(claim, file, share);
    for (const entry of share.mine) {
      taken.set(entryKey(entry), { ...entry, state: 'claimed' });
      payload += entry.payload.length;
    }
  }
  return [...taken.values()].sort(byAge);
}

/** The files of the token wait in `new` again, and count no crash. Needs no room on the disk. */
export async function giveBack({
  spool,
  token,
}: Pick<SpoolClaim, 'spool' | 'token'>): Promise<void> {
  for (const text of await claimedNames(spool, token)) {
    const name = formatName(parseClaim(text).file);
    await spool.files.move(spool.path('claimed', text), spool.path('new', name));
  }
}

function claimedName({ token, until }: SpoolClaim, file: SpoolFileName): string {
  return formatClaim({ token, until, file });
}

interface Share {
  readonly mine: readonly QueueEntry[];
  readonly parked: readonly QueueEntry[];
  readonly rest: readonly QueueEntry[];
}

/** Which entries of a file this claim takes, which need a person by now, and which stay. */
function divide(entries: readonly QueueEntry[], request: ClaimRequest, room: number): Share {
  const parked = entries.filter(needsPerson).map(parkedAgain);
  const waiting = entries.filter((entry) => !needsPerson(entry)).sort(byAge);
  const mine = waiting.filter((entry) => isWanted(entry, request)).slice(0, room);
  const chosen = new Set(mine);
  return { mine, parked, rest: waiting.filter((entry) => !chosen.has(entry)) };
}

function needsPerson(entry: QueueEntry): boolean {
  return entry.state === 'parked' || entry.payloadKind === 'parked';
}

/** Reading made it pending, as if a person had moved its file back: no replay can use it. */
function parkedAgain(entry: QueueEntry): QueueEntry {
  return { ...entry, state: 'parked', nextAttemptAt: null };
}

function isWanted(entry: QueueEntry, request: ClaimRequest): boolean {
  const { failedUntil, includeNotDue, now } = request;
  if (failedUntil && !failedBefore(failedUntil.getTime(), Date.parse(entry.lastFailedAt))) {
    return false;
  }
  return (
    includeNotDue || isDue(Date.parse(entry.nextAttemptAt ?? entry.lastFailedAt), now.getTime())
  );
}

async function keepShare(claim: SpoolClaim, file: SpoolFileName, share: Share): Promise<void> {
  const { spool, write } = claim;
  const { mine, parked, rest } = share;
  if (parked.length === 0 && rest.length === 0) return;
  const claimed = spool.path('claimed', claimedName(claim, file));
  if (parked.length === 0 && mine.length === 0) {
    const name = formatName({ ...nameFor(rest), crashClaims: file.crashClaims });
    await spool.files.move(claimed, spool.path('new', name));
    return;
  }
  await write(spool, { place: 'new' }, rest);
  await write(spool, { place: 'parked' }, parked);
  await write(spool, { place: 'claimed', naming: (name) => claimedName(claim, name) }, mine);
  await spool.files.remove(claimed);
}

/** The file's entries with the crashes that its name counts; none when it went to quarantine. */
async function readClaimed(
  claim: SpoolClaim,
  claimed: string,
  crashes: number,
): Promise<QueueEntry[]> {
  const { spool, request } = claim;
  try {
    const bytes = await spool.files.read(spool.path('claimed', claimed));
    if (bytes === null) return [];
    const entries = decodeSpoolFile(bytes, spool.target).map(released);
    return entries.map((entry) => crashed(entry, crashes, request.now));
  } catch (error) {
    if (!(error instanceof UnreadableSpoolFileError)) throw error;
    await quarantine(claim, claimed, error.message);
    return [];
  }
}

function crashed(entry: QueueEntry, times: number, now: Date): QueueEntry {
  let counted = entry;
  for (let time = 0; time < Math.min(times, MAX_CRASH_CLAIMS); time++) {
    counted = afterCrashedClaim(counted, now);
  }
  return counted;
}

async function quarantine(claim: SpoolClaim, claimed: string, reason: string): Promise<void> {
  const { spool, logger } = claim;
  const kept = spool.path('quarantine', claimed);
  await spool.files.move(spool.path('claimed', claimed), kept);
  logger.error(`A damaged spool file was set aside: ${reason}.`, { file: kept });
}
