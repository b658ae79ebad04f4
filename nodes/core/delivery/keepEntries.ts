import type { Clock, Logger } from '../ports';
import type { QueueEntry } from '../retryQueue/queueEntry';
import type { RetryStore, RetryStoreName } from '../retryQueue/retryStore';
import { QUEUE_TIME_LIMIT, SPOOL_TIME_LIMIT } from './retryPolicy';

/** Milliseconds that each store may take. */
const TIME_LIMITS: Readonly<Record<RetryStoreName, number>> = {
  queueTable: QUEUE_TIME_LIMIT,
  spool: SPOOL_TIME_LIMIT,
};

/**
 * Puts the entries into the first store that takes them all.
 * @returns that store's name, or null when none did: the caller must be loud
 */
export async function keepEntries(
  entries: readonly QueueEntry[],
  stores: readonly RetryStore[],
  world: { readonly clock: Clock; readonly logger: Logger },
): Promise<RetryStoreName | null> {
  if (entries.length === 0) return null;
  for (const store of stores) {
    try {
      await store.put(entries, world.clock.elapsed() + TIME_LIMITS[store.name]);
      return store.name;
    } catch (error) {
      const { name, code } = error as { name?: string; code?: string };
      world.logger.warn(`The retry store ${store.name} did not take ${entries.length} events.`, {
        error: name,
        code,
      });
    }
  }
  return null;
}
