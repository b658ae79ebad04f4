import { failedBefore, isDue } from '../../../nodes/core/retryQueue/clockSkew';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('the stamp of another machine', () => {
  it('is waited for as long as the longest back-off', () => {
    expect(isDue(0, 0)).toBe(true);
    expect(isDue(1, 0)).toBe(false);
    expect(isDue(7.2 * HOUR, 0)).toBe(false);
  });

  it('is not waited for when only a wrong clock can have made it', () => {
    expect(isDue(7.2 * HOUR + 1, 0)).toBe(true);
    expect(isDue(DAY, 0)).toBe(true);
  });

  it('tells what a run has tried from what failed before it or in a future that is none', () => {
    expect(failedBefore(0, 0)).toBe(true);
    expect(failedBefore(0, 1)).toBe(false);
    expect(failedBefore(0, HOUR)).toBe(false);
    expect(failedBefore(0, DAY)).toBe(true);
  });
});
