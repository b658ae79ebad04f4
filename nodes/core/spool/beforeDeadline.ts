import type { Clock } from '../ports';

/** The file system did not answer in time; the work may still end well, unseen. */
export class FileSystemHangsError extends Error {
  readonly code = 'no_answer';
  constructor() {
    super('The file system did not answer before the time limit.');
    this.name = 'FileSystemHangsError';
  }
}

/**
 * Waits for the work until `clock.elapsed()` reaches the deadline.
 * @throws FileSystemHangsError past it: a call into the file system cannot be taken back
 */
export async function beforeDeadline<T>(
  clock: Clock,
  deadline: number,
  work: Promise<T>,
): Promise<T> {
  const waiting = new AbortController();
  const remaining = Math.max(0, deadline - clock.elapsed());
  const timeUp = clock.sleep(remaining, waiting.signal).then(() => {
    throw new FileSystemHangsError();
  });
  try {
    return await Promise.race([work, timeUp]);
  } finally {
    // The race is decided: whichever side comes second has nobody left to tell.
    timeUp.catch(() => undefined);
    work.catch(() => undefined);
    waiting.abort();
  }
}
