import { createHash } from 'node:crypto';
import type { RandomSource } from '../../nodes/core/ports';

/** Randomness that is the same in every run: SHA-256 of the seed and a counter. */
export function seededRandom(seed: string): RandomSource {
  let counter = 0;
  const block = () => createHash('sha256').update(`${seed} ${counter++}`).digest();
  return {
    bytes: (count) => block().subarray(0, count),
    fraction: () => block().readUInt32BE(0) / 2 ** 32,
  };
}
