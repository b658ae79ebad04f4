import type { ReplayReport } from '../../nodes/core/replayRetryQueue';
import { ManualClock } from '../support/manualClock';
import { drain } from './drain';

const START = '2026-03-01T08:00:00.000Z';

/** A worker that leaves what `left` says at that moment, and tells when it was. */
function stage(left: (elapsed: number) => number | null) {
  const clock = new ManualClock(START, true);
  const start = clock.elapsed();
  const runs: Date[] = [];
  const outcome = drain((later) => {
    const run = () => {
      runs.push(later.now());
      const remaining = left(clock.elapsed() - start);
      return Promise.resolve({ remaining } as ReplayReport);
    };
    return { run, end: () => Promise.resolve() };
  }, clock);
  return { outcome, runs };
}

describe('the last replay of a soak', () => {
  it('asks again for as long as a store punishes those who ask', async () => {
    const { outcome } = stage((elapsed) => (elapsed < 30_000 ? null : 0));
    expect(await outcome).toBe(0);
  });

  it('gives up after a minute, and says what is left', async () => {
    expect(await stage(() => null).outcome).toBeNull();
    expect(await stage(() => 7).outcome).toBe(7);
  });

  it('lets leases end between two runs', async () => {
    const { outcome, runs } = stage((elapsed) => (elapsed === 0 ? 1 : 0));
    await outcome;
    const [first, second] = runs as [Date, Date];
    expect(second.getTime() - first.getTime()).toBeGreaterThan(5 * 60_000);
  });
});
