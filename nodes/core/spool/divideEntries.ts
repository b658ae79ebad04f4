import { failedBefore, isDue } from '../retryQueue/clockSkew';
import { matchesFilter } from '../retryQueue/entryFilter';
import { byAge, entryKey } from '../retryQueue/entryKey';
import type { QueueEntry } from '../retryQueue/queueEntry';
import type { ClaimRequest } from '../retryQueue/retryStore';
import { homeOf } from './readEntries';

/** Which entries of a file a claim takes, and which stay; both oldest first. */
export interface Share {
  readonly mine: readonly QueueEntry[];
  readonly rest: readonly QueueEntry[];
}

/** @param taken by key, what the claim has already: other copies of it go along */
export function divideEntries(
  entries: readonly QueueEntry[],
  request: ClaimRequest,
  taken: ReadonlyMap<string, unknown>,
): Share {
  const chosen = new Set(taken.keys());
  const mine: QueueEntry[] = [];
  const rest: QueueEntry[] = [];
  for (const entry of [...entries].sort(byAge)) {
    const key = entryKey(entry);
    const hasRoom = chosen.size < request.limit || chosen.has(key);
    const isMine = hasRoom && isWanted(entry, request);
    if (isMine) chosen.add(key);
    (isMine ? mine : rest).push(entry);
  }
  return { mine, rest };
}

/** Whether a claim of this request takes the entry, read where it waits. */
export function isWanted(entry: QueueEntry, request: ClaimRequest): boolean {
  const { failedUntil, filter } = request;
  if (failedUntil && !failedBefore(failedUntil.getTime(), Date.parse(entry.lastFailedAt))) {
    return false;
  }
  return servesPurpose(entry, request) && (!filter || matchesFilter(entry, filter));
}

function servesPurpose(entry: QueueEntry, request: ClaimRequest): boolean {
  const { purpose = 'replay', includeNotDue, now } = request;
  if (purpose === 'repair') return true;
  if (entry.payloadKind === 'parked') return false;
  if (homeOf(entry) === 'parked') return purpose === 'replayParked';
  return (
    includeNotDue || isDue(Date.parse(entry.nextAttemptAt ?? entry.lastFailedAt), now.getTime())
  );
}
