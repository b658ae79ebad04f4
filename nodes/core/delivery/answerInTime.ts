import type { Clock } from '../ports';
import { untilDeadline } from '../untilDeadline';

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
export function answerInTime<T>(clock: Clock, deadline: number, answer: Promise<T>): Promise<T> {
  return untilDeadline(answer, { clock, deadline }, () => new NoAnswerInTimeError());
}
