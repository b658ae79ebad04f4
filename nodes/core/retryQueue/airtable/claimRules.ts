import { EVERY_ENTRY, matchesFilter } from '../entryFilter';
import { afterCrashedClaim, released } from '../entryTransitions';
import type { QueueEntry } from '../queueEntry';
import type { ClaimRequest } from '../retryStore';
import { type RecordState, obeying } from './heldEntry';

/** What the entry of a record to claim is, once its crash or a person's hand is counted in. */
export function afterLook(
  entry: QueueEntry,
  look: RecordState & { readonly isCrashed: boolean },
  now: Date,
): QueueEntry {
  if (look.isCrashed) return afterCrashedClaim(entry, now);
  if (look.state === 'claimed') return released(entry);
  const next = obeying(entry, look, now) ?? released(entry);
  // A person may set it to pending; but what never was an event cannot be written.
  const isHopeless = look.isRevived && next.payloadKind === 'parked';
  return isHopeless ? { ...next, state: 'parked', nextAttemptAt: null } : next;
}

/** Whether the request means the entry, which waits for it. */
export function isWanted(entry: QueueEntry, request: ClaimRequest): boolean {
  const { purpose = 'replay', filter = EVERY_ENTRY } = request;
  if (!matchesFilter(entry, filter)) return false;
  if (purpose === 'repair') return true;
  return entry.payloadKind === 'event' && (purpose !== 'replay' || entry.state === 'pending');
}
