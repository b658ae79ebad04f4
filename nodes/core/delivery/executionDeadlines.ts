import type { Clock } from '../ports';
import {
  ALERT_TIME_LIMIT,
  QUEUE_TIME_LIMIT,
  type RetryPolicy,
  SPOOL_TIME_LIMIT,
} from './retryPolicy';

/**
 * One deadline for a whole execution, whatever the number of its items: 16 s for the database, then
 * 5 for queues, 3 for the spool and 3 for telling people are the 27 s after which n8n, asked to
 * shut down, still waits 3. All are times of `Clock.elapsed()`. A phase that begins late is cut
 * short, but for the spool, which is the last place for an event.
 */
export class ExecutionDeadlines {
  private databaseEnd: number;

  constructor(
    private readonly clock: Clock,
    policy: RetryPolicy,
  ) {
    this.databaseEnd = clock.elapsed() + policy.totalTimeLimit;
  }

  /** Later with every reading of parameters. */
  get database(): number {
    return this.databaseEnd;
  }

  /** When an execution ends that has told people everything. */
  get end(): number {
    return this.databaseEnd + QUEUE_TIME_LIMIT + SPOOL_TIME_LIMIT + ALERT_TIME_LIMIT;
  }

  /**
   * Reads parameters at nobody's expense: for many items n8n evaluates expressions for seconds, and
   * a database that answers must not pay for that with events that nobody tries.
   */
  whileReading<T>(read: () => T): T {
    const start = this.clock.elapsed();
    const result = read();
    this.databaseEnd += this.clock.elapsed() - start;
    return result;
  }

  /** @param isSpoolNext whether the spool's time must be left over */
  queues(isSpoolNext: boolean): number {
    const kept = this.end - ALERT_TIME_LIMIT - (isSpoolNext ? SPOOL_TIME_LIMIT : 0);
    return Math.min(this.clock.elapsed() + QUEUE_TIME_LIMIT, kept);
  }

  spool(): number {
    return this.clock.elapsed() + SPOOL_TIME_LIMIT;
  }

  /** Of what is done once everything is safe, and may take this many milliseconds. */
  afterwards(milliseconds: number): number {
    return Math.min(this.clock.elapsed() + milliseconds, this.end);
  }
}
