import type { Clock } from './ports';

/**
 * Waits for an answer until `clock.elapsed()` reaches the deadline. What was asked may still happen
 * afterwards, unseen.
 * @param late makes the error that is thrown past the deadline
 * @throws that error, or what the answer is rejected with
 */
export async function untilDeadline<T>(
  answer: Promise<T>,
  { clock, deadline }: { readonly clock: Clock; readonly deadline: number },
  late: () => Error,
): Promise<T> {
  const waiting = new AbortController();
  const remaining = Math.max(0, deadline - clock.elapsed());
  const timeUp = clock.sleep(remaining, waiting.signal).then(() => {
    throw late();
  });
  try {
    return await Promise.race([answer, timeUp]);
  } finally {
    // The race is decided: whichever side comes second has nobody left to tell.
    timeUp.catch(() => undefined);
    answer.catch(() => undefined);
    waiting.abort();
  }
}
