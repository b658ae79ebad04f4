import type { Clock } from '../../nodes/core/ports';
import { systemClock } from '../../nodes/core/systemClock';

/** The machine's clock with a wall time that can be set wrong. */
export class SkewedClock implements Clock {
  /** Milliseconds that the wall clock is ahead. */
  skew = 0;
  /** Calls that saw the wrong time. */
  misled = 0;

  now(): Date {
    if (this.skew !== 0) this.misled++;
    return new Date(systemClock.now().getTime() + this.skew);
  }

  elapsed(): number {
    return systemClock.elapsed();
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(milliseconds, signal);
  }
}
