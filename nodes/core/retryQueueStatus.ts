import { ActivityLogError, TargetUnavailableError } from './errors';
import type { Clock } from './ports';
import type { EntryState, Target } from './retryQueue/queueEntry';
import type { RetryStore, RetryStoreName, StoreStatus } from './retryQueue/retryStore';
import { untilDeadline } from './untilDeadline';

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

/** Longer than any store gives itself (Airtable: 10 s), so that its own words come first. */
const TIME_LIMIT_MS = 12_000;

/**
 * How much waits for a target, in all stores together, which are asked at the same time. A store
 * that fails, or does not answer within 12 s, becomes a notice.
 */
export async function retryQueueStatus(
  target: Target,
  parts: { readonly stores: readonly RetryStore[]; readonly clock: Clock },
): Promise<RetryQueueStatus> {
  const answers = await Promise.all(parts.stores.map((store) => ask(store, target, parts.clock)));
  const stores = answers.flatMap((answer) => ('failure' in answer ? [] : [answer]));
  const [oldest] = stores.flatMap(({ oldestFailedAt }) => oldestFailedAt ?? []).sort();
  return {
    pending: total(stores, 'pending'),
    claimed: total(stores, 'claimed'),
    parked: total(stores, 'parked'),
    oldestFailedAt: oldest ?? null,
    notices: answers.flatMap((answer) => ('failure' in answer ? [answer.failure] : answer.notices)),
    unreachable: answers.flatMap((answer) => ('failure' in answer ? [answer.name] : [])),
    stores,
  };
}

/** A store that could not be asked, and why in words. */
interface Unasked {
  readonly name: RetryStoreName;
  readonly failure: string;
}

async function ask(
  store: RetryStore,
  target: Target,
  clock: Clock,
): Promise<StoreStatus | Unasked> {
  const limits = { clock, deadline: clock.elapsed() + TIME_LIMIT_MS };
  try {
    return await untilDeadline(store.status(target, clock.now()), limits, () => silent(store));
  } catch (error) {
    const { message, hint = '' } =
      error instanceof ActivityLogError ? error : unknown(store, error);
    return { name: store.name, failure: `${message} ${hint}`.trim() };
  }
}

/** The figures of the other stores are wanted all the same. */
function unknown({ name }: RetryStore, error: unknown): TargetUnavailableError {
  const kind = error instanceof Error ? error.name : typeof error;
  return new TargetUnavailableError({
    message: `The retry store ${name} failed for a reason that is not known (${kind}).`,
    hint: 'Look into the log of n8n, and report it if it stays.',
  });
}

function silent({ name }: RetryStore): TargetUnavailableError {
  return new TargetUnavailableError({
    message: `The retry store ${name} did not say in time what waits there.`,
    hint: 'Run Get Status again in a moment. If it stays, check the service or the disk behind it.',
  });
}

function total(stores: readonly StoreStatus[], state: EntryState): number {
  const depth = stores.flatMap((store) => store.depth);
  return depth.reduce((sum, one) => (one.state === state ? sum + one.count : sum), 0);
}
