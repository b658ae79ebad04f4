import type { Clock } from '../ports';
import { untilDeadline } from '../untilDeadline';

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
export function beforeDeadline<T>(clock: Clock, deadline: number, work: Promise<T>): Promise<T> {
  return untilDeadline(work, { clock, deadline }, () => new FileSystemHangsError());
}
