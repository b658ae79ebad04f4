import type { RandomSource } from '../ports';

/** Spread of every wait, so that many executions do not come back in step. */
const JITTER = 0.2;

/** How long to wait before each retry, in milliseconds, before jitter. */
export type Delays = readonly number[];

/**
 * The waits between `attempts` tries: the first is `firstDelay` milliseconds, each next one four
 * times as long. With the defaults (3 tries, 1 s): 1 s and 4 s, which outlive a server restart.
 */
export function retryDelays(attempts: number, firstDelay: number): Delays {
  return Array.from({ length: Math.max(0, attempts - 1) }, (_, i) => firstDelay * 4 ** i);
}

/** A wait of `delay` milliseconds, give or take 20 %. */
export function withJitter(delay: number, random: RandomSource): number {
  return delay * (1 - JITTER + 2 * JITTER * random.fraction());
}

/** The longest wait that jitter makes of `delay` milliseconds. */
export function longestWithJitter(delay: number): number {
  return delay * (1 + JITTER);
}
