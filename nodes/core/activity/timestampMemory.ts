import type { Clock } from '../ports';

const HOUR = 3_600_000;
const MOST_ENTRIES = 10_000;

interface Remembered {
  readonly milliseconds: number;
  /** `Clock.elapsed()` at which it is forgotten. */
  readonly until: number;
}

/**
 * The time of events that were given none, taken once per key and remembered for an hour, so that
 * a rerun of the same execution, node and run makes the same event ids. Holds at most 10,000 keys;
 * the oldest is forgotten first.
 */
export class TimestampMemory {
  private readonly remembered = new Map<string, Remembered>();

  constructor(private readonly clock: Clock) {}

  /** @param key names execution, node and run */
  occurredAt(key: string): Date {
    const elapsed = this.clock.elapsed();
    const known = this.remembered.get(key);
    if (known !== undefined && known.until > elapsed) return new Date(known.milliseconds);
    this.forgetOld(elapsed);
    const now = this.clock.now();
    this.remembered.set(key, { milliseconds: now.getTime(), until: elapsed + HOUR });
    return now;
  }

  private forgetOld(elapsed: number): void {
    // Keys stand in the order in which they came, so the first is the oldest.
    for (const [key, { until }] of this.remembered) {
      if (until > elapsed && this.remembered.size < MOST_ENTRIES) return;
      this.remembered.delete(key);
    }
  }
}
