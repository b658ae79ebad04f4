import fc from 'fast-check';
import { REPLAY_DELAYS, replayBackoff } from '../../../nodes/core/retryQueue/replayBackoff';

const fixed = (fraction: number) => ({ bytes: () => new Uint8Array(), fraction: () => fraction });

describe('the back-off of replays', () => {
  it('is 1 m, 5 m, 30 m, 2 h and 6 h', () => {
    const minutes = [1, 2, 3, 4, 5, 6].map((n) => replayBackoff(n, fixed(0.5)) / 60_000);
    expect(minutes).toEqual([1, 5, 30, 120, 360, 360]);
  });

  it('varies by 20 % and no more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.double({ min: 0, max: 0.999999, noNaN: true }),
        (n, x) => {
          const delay = REPLAY_DELAYS[n - 1] ?? 0;
          const wait = replayBackoff(n, fixed(x));
          expect(wait).toBeGreaterThanOrEqual(delay * 0.8 - 1);
          expect(wait).toBeLessThanOrEqual(delay * 1.2 + 1);
        },
      ),
    );
    expect(replayBackoff(1, fixed(0))).toBe(48_000);
  });
});
