import fc from 'fast-check';
import { retryDelays, withJitter } from '../../../nodes/core/delivery/backoff';
import type { RandomSource } from '../../../nodes/core/ports';

const drawing = (fraction: number): RandomSource => ({
  bytes: (count) => new Uint8Array(count),
  fraction: () => fraction,
});

describe('the waits between tries', () => {
  it('are 1 s and 4 s for three tries', () => {
    expect(retryDelays(3, 1000)).toEqual([1000, 4000]);
  });

  it('grow fourfold with each further try', () => {
    expect(retryDelays(5, 10)).toEqual([10, 40, 160, 640]);
  });

  it.each([1, 0])('are none for %i tries', (attempts) => {
    expect(retryDelays(attempts, 1000)).toEqual([]);
  });
});

describe('jitter', () => {
  it.each([
    [0, 800],
    [0.5, 1000],
    [0.25, 900],
  ])('turns 1000 ms and the draw %d into %d ms', (fraction, expected) => {
    expect(withJitter(1000, drawing(fraction))).toBeCloseTo(expected, 6);
  });

  it('never leaves 20 % around the wait, and reaches both sides', () => {
    const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000 }), fraction, (delay, drawn) => {
        const wait = withJitter(delay, drawing(drawn));
        expect(wait).toBeGreaterThanOrEqual(delay * 0.8 - 1e-6);
        expect(wait).toBeLessThanOrEqual(delay * 1.2 + 1e-6);
        if (delay > 0 && drawn < 0.4) expect(wait).toBeLessThan(delay);
        if (delay > 0 && drawn > 0.6) expect(wait).toBeGreaterThan(delay);
      }),
    );
  });
});
