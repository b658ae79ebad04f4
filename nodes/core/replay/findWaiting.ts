import { ActivityLogError } from '../errors';
import type { Logger } from '../ports';
import { byAge } from '../retryQueue/entryKey';
import { EVERY_ENTRY } from '../retryQueue/entryFilter';
import { leadKeysOf } from '../retryQueue/leadKeysOf';
import { LeadOrder, type LedEntry } from './leadOrder';
import type { ListedEntry, QueueEntry, Target } from '../retryQueue/queueEntry';
import type { RetryStore } from '../retryQueue/retryStore';

const PAGE = 500;

/** Where entries of a lead may wait. */
export interface WaitingPlaces {
  readonly stores: readonly RetryStore[];
  /** Whose entries. */
  readonly source: Target;
  /** Whether the event is known to be in the target, wherever an entry of it still waits. */
  readonly isDone: (entry: ListedEntry) => boolean;
  readonly logger: Logger;
}

/**
 * What holds back entries that are about to be replayed: older ones of their leads that wait in any
 * of the stores, in whatever state, whether or not the run takes them.
 */
export async function findWaiting(
  entries: readonly QueueEntry[],
  places: WaitingPlaces,
): Promise<LeadOrder> {
  const leads = [...new Set(entries.flatMap(leadKeysOf))];
  const [youngest] = [...entries].sort((one, other) => byAge(other, one));
  if (leads.length === 0 || youngest === undefined) return new LeadOrder([]);
  const own = new Set(entries.map(eventOf));
  const waiting: LedEntry[] = [];
  let isBlind = false;
  for (const store of places.stores) {
    try {
      for await (const entry of listed(store, places.source, { leads, youngest })) {
        const { payload } = entry;
        if (payload === null || own.has(eventOf(entry)) || places.isDone(entry)) continue;
        waiting.push({ ...entry, payload });
      }
    } catch (error) {
      if (!(error instanceof ActivityLogError)) throw error;
      isBlind = true;
      const message = `The retry store ${store.name} could not be asked what waits for a lead.`;
      places.logger.warn(message, { code: error.code });
    }
  }
  return new LeadOrder(waiting, isBlind);
}

async function* listed(
  store: RetryStore,
  target: Target,
  { leads, youngest }: { leads: readonly string[]; youngest: QueueEntry },
): AsyncGenerator<ListedEntry> {
  const failedBefore = new Date(Date.parse(youngest.firstFailedAt) + 1).toISOString();
  const filter = { ...EVERY_ENTRY, leads, failedBefore };
  let after: ListedEntry | null = null;
  for (;;) {
    const request = { target, states: [], filter, limit: PAGE, after, withPayload: true };
    const page: ListedEntry[] = await store.list(request);
    yield* page;
    after = page.at(-1) ?? null;
    // A store may leave out of a page what it cannot read.
    if (page.length === 0) return;
  }
}

/** Same text for the same event, whatever its payload. */
function eventOf({ tenantId, eventId }: Pick<QueueEntry, 'tenantId' | 'eventId'>): string {
  return JSON.stringify([tenantId, eventId]);
}
