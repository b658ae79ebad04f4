import type { Clock, Logger } from '../ports';
import { entryKey } from '../retryQueue/entryKey';
import type { QueueEntry } from '../retryQueue/queueEntry';
import type { PutResult, RetryStore, RetryStoreName } from '../retryQueue/retryStore';
import { answerInTime } from './answerInTime';
import type { ExecutionDeadlines } from './executionDeadlines';

/** Milliseconds past its deadline after which a store that should have answered is given up. */
const GRACE = 100;

export interface KeepWorld {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly deadlines: ExecutionDeadlines;
}

/**
 * Puts the entries into the stores, in order: what one does not take goes to the next. All queues
 * together have the queue phase, so that one which hangs leaves the spool its own time.
 * @returns for each entry the store that holds it, or null when none took it: the caller must be loud
 */
export async function keepEntries(
  entries: readonly QueueEntry[],
  stores: readonly RetryStore[],
  world: KeepWorld,
): Promise<(RetryStoreName | null)[]> {
  const keptIn = new Map<string, RetryStoreName>();
  const deadlineOf = deadlinesOf(stores, world.deadlines);
  let left = entries;
  for (const store of stores) {
    if (left.length === 0) break;
    const before = left;
    left = await putInto(store, before, { ...world, deadline: deadlineOf(store) });
    const still = new Set(left.map(entryKey));
    for (const key of before.map(entryKey)) if (!still.has(key)) keptIn.set(key, store.name);
  }
  return entries.map((entry) => keptIn.get(entryKey(entry)) ?? null);
}

/** The queue phase begins with its first store, and the spool's with the spool. */
function deadlinesOf(
  stores: readonly RetryStore[],
  deadlines: ExecutionDeadlines,
): (store: RetryStore) => number {
  let queuesEnd: number | undefined;
  return (store) => {
    if (store.name === 'spool') return deadlines.spool();
    const isSpoolNext = stores.slice(stores.indexOf(store)).some((later) => later.name === 'spool');
    return (queuesEnd ??= deadlines.queues(isSpoolNext));
  };
}

/** @returns what the store did not take */
async function putInto(
  store: RetryStore,
  entries: readonly QueueEntry[],
  { clock, logger, deadline }: KeepWorld & { readonly deadline: number },
): Promise<readonly QueueEntry[]> {
  const { left, code } = await answerOf(
    () => answerInTime(clock, deadline + GRACE, store.put(entries, deadline)),
    entries,
  );
  if (left.length > 0) {
    logger.warn(`The retry store ${store.name} did not take ${left.length} events.`, { code });
  }
  return left;
}

async function answerOf(
  put: () => Promise<PutResult>,
  entries: readonly QueueEntry[],
): Promise<PutResult> {
  try {
    return await put();
  } catch (error) {
    const { name, code } = Object(error) as { name?: string; code?: string };
    return { left: entries, code: code ?? name ?? 'unknown' };
  }
}
