import { systemClock, systemRandom } from '../../nodes/core/systemClock';

describe('the system clock', () => {
  it('ends a wait when it is cancelled', async () => {
    const cancelled = new AbortController();
    const waiting = systemClock.sleep(60_000, cancelled.signal);
    cancelled.abort();
    await expect(waiting).resolves.toBeUndefined();
  });

  it('does not wait at all when it was cancelled before', async () => {
    await expect(systemClock.sleep(60_000, AbortSignal.abort())).resolves.toBeUndefined();
  });

  it('waits for longer than a timer can count, instead of not at all', async () => {
    const cancelled = new AbortController();
    let ended = false;
    const waiting = systemClock.sleep(Number.MAX_SAFE_INTEGER, cancelled.signal).then(() => {
      ended = true;
    });
    await systemClock.sleep(20);
    expect(ended).toBe(false);
    cancelled.abort();
    await waiting;
  });
});

describe('the system source of randomness', () => {
  it('gives fractions from 0 to below 1 and as many bytes as asked for', () => {
    for (let i = 0; i < 100; i++) {
      const fraction = systemRandom.fraction();
      expect(fraction >= 0 && fraction < 1).toBe(true);
    }
    expect(systemRandom.bytes(16)).toHaveLength(16);
  });
});
