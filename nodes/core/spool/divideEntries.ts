import { failedBefore, isDue } from '../retryQueue/clockSkew';
import { matchesFilter } from '../retryQueue/entryFilter';
import { byAge } from '../retryQueue/entryKey';
import type { QueueEntry } from '../retryQueue/queueEntry';
import type { ClaimRequest } from '../retryQueue/retryStore';
import { homeOf } from './readEntries';

/** Which entries of a file a claim takes, and which stay; both oldest first. */
export interface Share {
  readonly mine: readonly QueueEntry[];
  readonly rest: readonly QueueEntry[];
}

/** @param room most entries to take */
export function divideEntries(
  entries: readonly QueueEntry[],
  request: ClaimRequest,
  room: number,
): Share {
  const sorted = [...entries].sort(byAge);
  const mine = sorted.filter((entry) => isWanted(entry, request)).slice(0, room);
  const chosen = new Set(mine);
  return { mine, rest: sorted.filter((entry) => !chosen.has(entry)) };
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
