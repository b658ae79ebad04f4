import type { Clock } from '../../nodes/core/ports';

/** A clock that moves only when it is told to, or when somebody sleeps on it. */
export class ManualClock implements Clock {
  private milliseconds: number;

  constructor(
    start = '2026-03-01T08:00:00.000Z',
    /** False: sleeping never ends by itself, e.g. for time limits that are not under test. */
    private readonly sleepPasses = false,
  ) {
    this.milliseconds = Date.parse(start);
  }

  now(): Date {
    return new Date(this.milliseconds);
  }

  elapsed(): number {
    return this.milliseconds;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (this.sleepPasses) {
      this.advance(milliseconds);
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  advance(milliseconds: number): void {
    this.milliseconds += milliseconds;
  }
}
