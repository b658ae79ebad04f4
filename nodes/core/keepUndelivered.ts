import { keepEntries, type KeepWorld } from './delivery/keepEntries';
import type { QueueEntry } from './retryQueue/queueEntry';
import type { RetryStore, RetryStoreName } from './retryQueue/retryStore';

/** Where undelivered events go, first choice first. */
export interface KeepStores {
  /** While the database answers. */
  readonly whileAnswering: readonly RetryStore[];
  /** When it does not. */
  readonly whileSilent: readonly RetryStore[];
}

/**
 * Keeps what the sink did not take in the retry queue: in the first store that takes it, of those
 * for a database that answers or, after a transient failure, of those for a silent one.
 * @returns for each entry the store that holds it, or null
 */
export async function keepUndelivered(
  entries: readonly QueueEntry[],
  stores: KeepStores,
  world: KeepWorld,
): Promise<(RetryStoreName | null)[]> {
  const isSilent = entries.some(({ lane }) => lane === 'transient');
  return keepEntries(entries, isSilent ? stores.whileSilent : stores.whileAnswering, world);
}
