import type { Clock } from '../ports';

const SECOND = 1000;

export interface PaceParts {
  readonly clock: Clock;
  /** Ends a wait at once. */
  readonly signal?: AbortSignal | undefined;
}

/** Lets so many events a second pass, in bursts of at most a second's worth. */
export class ReplayPace {
  private freeAt = 0;

  /** @param ratePerSecond above 0; null: no bound */
  constructor(
    private readonly ratePerSecond: number | null,
    private readonly parts: PaceParts,
  ) {}

  /** Most events of one batch. */
  get burst(): number {
    if (this.ratePerSecond === null) return Number.POSITIVE_INFINITY;
    return Math.max(1, Math.floor(this.ratePerSecond));
  }

  /** How many events may pass within so many milliseconds, at least 1. */
  most(milliseconds: number): number {
    if (this.ratePerSecond === null) return Number.POSITIVE_INFINITY;
    return Math.max(1, Math.floor((this.ratePerSecond * milliseconds) / SECOND));
  }

  /**
   * Waits for the turn of `count` events; no longer than to `deadline` (`Clock.elapsed()`).
   * @returns whether their turn has come
   */
  async turn(count: number, deadline: number): Promise<boolean> {
    if (this.ratePerSecond === null) return true;
    const { clock, signal } = this.parts;
    const now = clock.elapsed();
    if (this.freeAt > deadline) return false;
    if (this.freeAt > now) await clock.sleep(this.freeAt - now, signal);
    if (signal?.aborted === true) return false;
    this.freeAt = Math.max(now, this.freeAt) + (count * SECOND) / this.ratePerSecond;
    return true;
  }
}
