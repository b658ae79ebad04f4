import { valueShape } from './activity/valueShape';
import { ActivityLogError, CancelledError, ConfigurationError } from './errors';
import type { Clock } from './ports';
import type { EntryState, Target } from './retryQueue/queueEntry';
import type { ResolvedState, RetryStore, RetryStoreName } from './retryQueue/retryStore';

const DAY_MS = 86_400_000;
/** A hundred years: more is a mistake in the parameter. */
const MOST_DAYS = 36_500;

export interface PurgeQueueRequest {
  readonly target: Target;
  /** `replayed`, `discarded` or both. */
  readonly states: readonly string[];
  /** Only what was resolved before that; 0: all of it. */
  readonly olderThanDays: number;
  /** Counts, and removes nothing. */
  readonly dryRun: boolean;
}

export interface PurgeQueueParts {
  readonly stores: readonly RetryStore[];
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** What a store removed, or would remove. */
export interface StorePurge {
  readonly store: RetryStoreName;
  readonly replayed: number;
  readonly discarded: number;
  /** Null when the store did what it was asked; else why not, and the cure. */
  readonly error: string | null;
}

export interface PurgeReport {
  readonly dryRun: boolean;
  /** ISO 8601: only what was resolved before. */
  readonly resolvedBefore: string;
  readonly replayed: number;
  readonly discarded: number;
  readonly stores: readonly StorePurge[];
}

/**
 * Removes entries that nobody waits for any more, of all stores, or counts them. A store that
 * fails does not stop the others.
 * @throws ConfigurationError for any other state, and for days that are no whole number from 0
 * @throws CancelledError between two stores
 */
export async function purgeQueue(
  request: PurgeQueueRequest,
  { stores, clock, signal }: PurgeQueueParts,
): Promise<PurgeReport> {
  const { target, dryRun } = request;
  const states = resolvedStates(request.states);
  const resolvedBefore = new Date(clock.now().getTime() - days(request.olderThanDays) * DAY_MS);
  const purges: StorePurge[] = [];
  for (const store of stores) {
    if (signal?.aborted === true) throw new CancelledError();
    purges.push(await purgeStore(store, { target, states, resolvedBefore, dryRun }));
  }
  const total = (state: ResolvedState) => purges.reduce((sum, purge) => sum + purge[state], 0);
  return {
    dryRun,
    resolvedBefore: resolvedBefore.toISOString(),
    ...{ replayed: total('replayed'), discarded: total('discarded') },
    stores: purges,
  };
}

async function purgeStore(
  store: RetryStore,
  request: Parameters<RetryStore['purge']>[0],
): Promise<StorePurge> {
  try {
    const { replayed, discarded } = await store.purge(request);
    return { store: store.name, replayed, discarded, error: null };
  } catch (error) {
    if (!(error instanceof ActivityLogError)) throw error;
    const words = `${error.message} ${error.hint ?? ''}`.trim();
    return { store: store.name, replayed: 0, discarded: 0, error: words };
  }
}

const WAITING: readonly EntryState[] = ['pending', 'claimed', 'parked'];

function isResolved(state: string): state is ResolvedState {
  return state === 'replayed' || state === 'discarded';
}

function resolvedStates(states: readonly string[]): readonly ResolvedState[] {
  const wrong = states.find((state) => !isResolved(state));
  if (wrong !== undefined) {
    const waits = WAITING.some((state) => state === wrong);
    throw new ConfigurationError({
      message: waits
        ? `The parameter States names ${wrong}: entries that wait are never purged.`
        : `The parameter States names a state that there is not; it is ${valueShape(wrong)}.`,
      hint: 'Choose replayed, discarded or both. What is never to be written is discarded first, with a reason.',
      code: 'invalid_parameter',
    });
  }
  const resolved = [...new Set(states)].filter(isResolved);
  if (resolved.length > 0) return resolved;
  throw new ConfigurationError({
    message: 'The parameter States is empty.',
    hint: 'Choose replayed, discarded or both.',
    code: 'invalid_parameter',
  });
}

function days(given: number): number {
  if (Number.isInteger(given) && given >= 0 && given <= MOST_DAYS) return given;
  throw new ConfigurationError({
    message: `The parameter Older Than (Days) must be a whole number from 0 to ${MOST_DAYS}; it is ${valueShape(given)}.`,
    hint: 'Give 0 for all that was resolved, or e.g. 30 to keep what was resolved in the last 30 days.',
    code: 'invalid_parameter',
  });
}
