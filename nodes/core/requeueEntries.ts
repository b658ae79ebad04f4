import { type RepairParts, type RepairRequest, repairEntries } from './repair/repairEntries';
import type { RepairReport } from './repair/repairReport';
import { requeued } from './retryQueue/entryTransitions';
import type { ListedEntry } from './retryQueue/queueEntry';
import { requireLimit } from './requireLimit';

/**
 * Makes parked and pending events due now, with all their replays before them. What never was an
 * event stays parked. An empty filter means every entry of the target: nothing is lost by it.
 * @throws ConfigurationError for a limit that is no whole number from 1
 */
export async function requeueEntries(
  request: RepairRequest,
  parts: RepairParts,
): Promise<RepairReport> {
  requireLimit(request.limit);
  return repairEntries(request, { skip, next: requeued }, parts);
}

function skip(entry: ListedEntry, now: Date) {
  if (entry.payloadKind === 'parked') return 'refusedInput';
  return isFresh(entry, now) ? 'dueAlready' : null;
}

/** Whether requeueing it would change nothing. */
function isFresh({ state, nextAttemptAt, replays, crashClaims }: ListedEntry, now: Date): boolean {
  const isDue = nextAttemptAt !== null && Date.parse(nextAttemptAt) <= now.getTime();
  return state === 'pending' && isDue && replays === 0 && crashClaims === 0;
}
