import type { Clock } from '../ports';

/** Whoever was asked did not answer by the deadline; it may still do what it was asked, unseen. */
export class NoAnswerInTimeError extends Error {
  readonly code = 'no_answer';
  constructor() {
    super('There was no answer before the time limit.');
    this.name = 'NoAnswerInTimeError';
  }
}

/**
 * Waits for an answer until `clock.elapsed()` reaches the deadline.
 * @throws NoAnswerInTimeError past it, or what the answer is rejected with
 */
export async function answerInTime<T>(
  clock: Clock,
  deadline: number,
  answer: Promise<T>,
): Promise<T> {
  const waiting = new AbortController();
  const remaining = Math.max(0, deadline - clock.elapsed());
  const timeUp = clock.sleep(remaining, waiting.signal).then(() => {
    throw new NoAnswerInTimeError();
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
