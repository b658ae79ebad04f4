import type { Clock, RandomSource } from '../ports';
import { retryDelays, withJitter } from './backoff';
import { attemptsFor, type RetryPolicy } from './retryPolicy';
import { WriteFailure } from '../writeFailure';

/** What a retry needs of its surroundings. */
export interface RetryContext {
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** `clock.elapsed()` after which no further try begins. */
  readonly deadline: number;
  /** Aborted when the execution is cancelled: the remaining tries are skipped. */
  readonly signal: AbortSignal | undefined;
}

export type RetryResult<T> =
  | { readonly ok: true; readonly value: T; readonly attempts: number }
  | { readonly ok: false; readonly failure: WriteFailure; readonly attempts: number };

/**
 * Tries `work` until it succeeds, its failure's lane has no tries left, the deadline would pass
 * during the next wait, or the execution is cancelled. A try in flight is never aborted.
 * @throws what `work` throws, unless it is a WriteFailure
 */
export async function retry<T>(
  context: RetryContext,
  work: () => Promise<T>,
): Promise<RetryResult<T>> {
  const delays = retryDelays(context.policy.attempts, context.policy.firstDelay);
  for (let attempts = 1; ; attempts++) {
    try {
      return { ok: true, value: await work(), attempts };
    } catch (error) {
      if (!(error instanceof WriteFailure)) throw error;
      const delay = withJitter(delays[attempts - 1] ?? 0, context.random);
      const isSpent = attempts >= attemptsFor(error.lane, context.policy);
      if (isSpent || !(await hasWaited(context, delay))) {
        return { ok: false, failure: error, attempts };
      }
    }
  }
}

/** @returns whether there is still time for another try after the wait. */
async function hasWaited(context: RetryContext, delay: number): Promise<boolean> {
  const { clock, deadline, signal } = context;
  if (isCancelled(signal) || clock.elapsed() + delay >= deadline) return false;
  await clock.sleep(delay, signal);
  return !isCancelled(signal) && clock.elapsed() < deadline;
}

function isCancelled(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
