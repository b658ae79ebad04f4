import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Clock, RandomSource } from './ports';

/** Milliseconds; a longer timer of Node.js overflows and fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's own clock: the only place in core with a timer or a date of its own. */
export const systemClock: Clock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const finish = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', finish);
        resolve();
      };
      const timer = setTimeout(finish, Math.min(milliseconds, LONGEST_TIMER));
      signal?.addEventListener('abort', finish, { once: true });
    }),
};

/** The machine's own source of randomness. */
export const systemRandom: RandomSource = {
  bytes: (count) => randomBytes(count),
  fraction: () => randomBytes(4).readUInt32BE(0) / 2 ** 32,
};
