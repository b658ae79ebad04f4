import type { Logger } from '../ports';
import { countResolvedEntries } from '../postgres/statements/countResolvedEntries';
import { listQueueEntries, type QueuePlace } from '../postgres/statements/listQueueEntries';
import { purgeQueueEntries } from '../postgres/statements/purgeQueueEntries';
import { queueStatus } from '../postgres/statements/queueStatus';
import type { EntryState, ListedEntry, Target } from './queueEntry';
import type { QueueTableAccess } from './queueTableAccess';
import type { ListRequest, PurgeCounts, PurgeRequest, StoreStatus } from './retryStore';

/** What a list shows unless told otherwise. */
const WAITING: readonly EntryState[] = ['pending', 'claimed', 'parked'];
/** Causes in a status. */
const MOST_INCIDENTS = 20;
/** Rows locked together: who puts one of them again waits that long. */
const PURGED_AT_ONCE = 1000;

export async function queueTableStatus(
  table: QueueTableAccess,
  target: Target,
): Promise<Omit<StoreStatus, 'store'>> {
  const status = await table.run((db, schema) =>
    queueStatus(db, schema, { target, most: MOST_INCIDENTS }),
  );
  return { ...status, notices: [], files: null };
}

/** Reads on past rows that are no entry of this version: a short page means the end to callers. */
export async function listQueueTable(
  table: QueueTableAccess,
  logger: Logger,
  request: ListRequest,
): Promise<ListedEntry[]> {
  const { limit } = request;
  const states = request.states.length === 0 ? WAITING : request.states;
  const entries: ListedEntry[] = [];
  let unreadable = 0;
  let place: QueuePlace | null = request.after;
  do {
    const rest = { ...request, states, after: place, limit: limit - entries.length };
    const page = await table.run((db, schema) => listQueueEntries(db, schema, rest));
    entries.push(...page.entries);
    unreadable += page.unreadable;
    place = page.next;
  } while (place !== null && entries.length < limit);
  if (unreadable > 0) {
    logger.error('Rows of the retry queue cannot be read by this version.', { unreadable });
  }
  return entries;
}

/** In small portions, so that nobody waits for long who puts one of them again. */
export async function purgeQueueTable(
  table: QueueTableAccess,
  request: PurgeRequest,
): Promise<PurgeCounts> {
  if (request.dryRun) {
    return table.run((db, schema) => countResolvedEntries(db, schema, request));
  }
  const counts = { replayed: 0, discarded: 0 };
  let purged: number;
  do {
    const portion = { ...request, most: PURGED_AT_ONCE };
    const { replayed, discarded } = await table.run((db, schema) =>
      purgeQueueEntries(db, schema, portion),
    );
    counts.replayed += replayed;
    counts.discarded += discarded;
    purged = replayed + discarded;
  } while (purged === PURGED_AT_ONCE);
  return counts;
}
