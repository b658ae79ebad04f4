import { systemClock } from '../../../nodes/core/systemClock';

/** The wall clock of this process as our nodes see it; monotonic time goes on undisturbed. */
export interface WallClock {
  /** Sets it so many milliseconds ahead of the truth; behind when negative. */
  set(ahead: number): void;
  /** Puts it right again. */
  restore(): void;
}

/** n8n hands a node no clock, so the one that composition hands to core is set instead. */
export function takeWallClock(): WallClock {
  const right = systemClock.now;
  return {
    set: (ahead) => {
      systemClock.now = () => new Date(Date.now() + ahead);
    },
    restore: () => {
      systemClock.now = right;
    },
  };
}
