import { CancelledError } from '../errors';
import type { Queryable } from './queryable';

/** @throws CancelledError when the signal is aborted already */
export function refuseCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new CancelledError();
}

/**
 * Waits for an answer as long as somebody wants it. What was asked goes on until it is stopped.
 * @throws CancelledError as soon as the signal is aborted, or what the answer is rejected with
 */
export async function untilAborted<T>(
  answer: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return answer;
  const decided = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const cancel = (): void => reject(new CancelledError());
    if (signal.aborted) cancel();
    signal.addEventListener('abort', cancel, { once: true, signal: decided.signal });
  });
  try {
    return await Promise.race([aborted, answer]);
  } catch (error) {
    // A statement that was stopped fails by itself too, whichever of the two is noticed first.
    refuseCancelled(signal);
    throw error;
  } finally {
    // The race is decided: whichever side comes second has nobody left to tell.
    aborted.catch(() => undefined);
    answer.catch(() => undefined);
    decided.abort();
  }
}

/** A connection for work that may be cancelled: once it is, nothing more is sent. */
export function whileWanted(db: Queryable, signal: AbortSignal | undefined): Queryable {
  if (signal === undefined) return db;
  return {
    query: async (text, values) => {
      refuseCancelled(signal);
      return db.query(text, values);
    },
  };
}
