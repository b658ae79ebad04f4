import { longestWithJitter, withJitter } from '../delivery/backoff';
import type { RandomSource } from '../ports';

const MINUTE = 60_000;
/** Milliseconds to wait after the first, second … failed replay (design: 1 m, 5 m, 30 m, 2 h, 6 h). */
export const REPLAY_DELAYS = [1, 5, 30, 120, 360].map((minutes) => minutes * MINUTE);
/** Milliseconds that no wait for a replay exceeds. */
export const LONGEST_BACKOFF = longestWithJitter(Math.max(...REPLAY_DELAYS));

/** Milliseconds until the next replay after `failedReplays` (1 or more) of them, ±20 %. */
export function replayBackoff(failedReplays: number, random: RandomSource): number {
  const step = Math.min(Math.max(failedReplays, 1), REPLAY_DELAYS.length) - 1;
  return Math.round(withJitter(REPLAY_DELAYS[step] ?? 0, random));
}
