import { ActivityLogError } from './errors';
import type { Clock } from './ports';
import type { EntryState, Target } from './retryQueue/queueEntry';
import type { RetryStore, RetryStoreName, StoreStatus } from './retryQueue/retryStore';

export interface RetryQueueStatus {
  readonly pending: number;
  readonly claimed: number;
  readonly parked: number;
  /** ISO 8601; first failure of the oldest entry, null when nothing waits. */
  readonly oldestFailedAt: string | null;
  /** Things a person must look at, in words. */
  readonly notices: readonly string[];
  /** Stores that could not be asked: the figures are without them. */
  readonly unreachable: readonly RetryStoreName[];
  readonly stores: readonly StoreStatus[];
}

/** How much waits for a target, in all stores together; a store that fails becomes a notice. */
export async function retryQueueStatus(
  target: Target,
  parts: { readonly stores: readonly RetryStore[]; readonly clock: Clock },
): Promise<RetryQueueStatus> {
  const stores: StoreStatus[] = [];
  const unreachable: RetryStoreName[] = [];
  const notices: string[] = [];
  for (const store of parts.stores) {
    try {
      const status = await store.status(target, parts.clock.now());
      stores.push(status);
      notices.push(...status.notices);
    } catch (error) {
      if (!(error instanceof ActivityLogError)) throw error;
      unreachable.push(store.name);
      notices.push(`${error.message} ${error.hint ?? ''}`.trim());
    }
  }
  const [oldest] = stores.flatMap(({ oldestFailedAt }) => oldestFailedAt ?? []).sort();
  return {
    pending: total(stores, 'pending'),
    claimed: total(stores, 'claimed'),
    parked: total(stores, 'parked'),
    oldestFailedAt: oldest ?? null,
    notices,
    unreachable,
    stores,
  };
}

function total(stores: readonly StoreStatus[], state: EntryState): number {
  const depth = stores.flatMap((store) => store.depth);
  return depth.reduce((sum, one) => (one.state === state ? sum + one.count : sum), 0);
}
