import type { Clock, Logger } from '../ports';
import { entryKey } from '../retryQueue/entryKey';
import type { QueueEntry } from '../retryQueue/queueEntry';
import type { PutResult, RetryStore, RetryStoreName } from '../retryQueue/retryStore';
import { QUEUE_TIME_LIMIT, SPOOL_TIME_LIMIT } from './retryPolicy';

/** Milliseconds that each store may take. */
const TIME_LIMITS: Readonly<Record<RetryStoreName, number>> = {
  queueTable: QUEUE_TIME_LIMIT,
  airtable: QUEUE_TIME_LIMIT,
  secondPostgres: QUEUE_TIME_LIMIT,
  spool: SPOOL_TIME_LIMIT,
};

interface World {
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Puts the entries into the stores, in order: what one does not take goes to the next.
 * @returns for each entry the store that holds it, or null when none took it: the caller must be loud
 */
export async function keepEntries(
  entries: readonly QueueEntry[],
  stores: readonly RetryStore[],
  world: World,
): Promise<(RetryStoreName | null)[]> {
  const keptIn = new Map<string, RetryStoreName>();
  let left = entries;
  for (const store of stores) {
    if (left.length === 0) break;
    const before = left;
    left = await putInto(store, before, world);
    const still = new Set(left.map(entryKey));
    for (const key of before.map(entryKey)) if (!still.has(key)) keptIn.set(key, store.name);
  }
  return entries.map((entry) => keptIn.get(entryKey(entry)) ?? null);
}

/** @returns what the store did not take */
async function putInto(
  store: RetryStore,
  entries: readonly QueueEntry[],
  { clock, logger }: World,
): Promise<readonly QueueEntry[]> {
  const { left, code } = await answerOf(
    store.put(entries, clock.elapsed() + TIME_LIMITS[store.name]),
    entries,
  );
  if (left.length > 0) {
    logger.warn(`The retry store ${store.name} did not take ${left.length} events.`, { code });
  }
  return left;
}

async function answerOf(
  put: Promise<PutResult>,
  entries: readonly QueueEntry[],
): Promise<PutResult> {
  try {
    return await put;
  } catch (error) {
    const { name, code } = error as { name?: string; code?: string };
    return { left: entries, code: code ?? name ?? 'unknown' };
  }
}
