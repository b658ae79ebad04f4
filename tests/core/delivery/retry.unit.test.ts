import { retry } from '../../../nodes/core/delivery/retry';
import { retryContext } from '../../support/failingWrites';
import { ManualClock } from '../../support/manualClock';
import { failure } from '../../support/queueEntries';

const START = new Date('2026-03-01T08:00:00.000Z').getTime();

/** Runs work that always fails like this; returns when each try began and when all was over. */
async function triesOf(words: Parameters<typeof failure>[0], changes = {}, duration = 0) {
  const clock = new ManualClock(undefined, true);
  const times: number[] = [];
  const result = await retry(retryContext(clock, changes), () => {
    times.push(Math.round(clock.elapsed() - START));
    clock.advance(duration);
    return Promise.reject(failure(words));
  });
  return { times, result, end: Math.round(clock.elapsed() - START) };
}

describe('a failing try', () => {
  it('is repeated after 1 s and again after 4 s when the failure is transient', async () => {
    const { times, result } = await triesOf({ lane: 'transient' });
    expect(times).toEqual([0, 1000, 5000]);
    expect(result).toMatchObject({ ok: false, attempts: 3, failure: { lane: 'transient' } });
  });

  it.each([
    [0, [0, 800, 4000]],
    [0.999_999, [0, 1200, 6000]],
  ])('waits up to 20 %% less or more, with the draw %d', async (fraction, expected) => {
    const { times } = await triesOf({ lane: 'transient' }, { fraction });
    expect(times).toEqual(expected);
  });

  it('is repeated once when the environment is at fault', async () => {
    const { times, result } = await triesOf({ lane: 'environment' });
    expect(times).toEqual([0, 1000]);
    expect(result.attempts).toBe(2);
  });

  it.each(['payload', 'conflict'] as const)('is not repeated in the lane %s', async (lane) => {
    const { times, result } = await triesOf({ lane });
    expect(times).toEqual([0]);
    expect(result.attempts).toBe(1);
  });

  it('is neither awaited nor repeated when the deadline would pass during the wait', async () => {
    const limited = { policy: { totalTimeLimit: 4000 } };
    const { times, end } = await triesOf({ lane: 'transient' }, limited);
    expect(times).toEqual([0, 1000]);
    expect(end).toBe(1000);
  });

  it('is not repeated when it took until the deadline itself', async () => {
    const { times } = await triesOf({ lane: 'transient' }, {}, 15_500);
    expect(times).toEqual([0]);
  });

  it('changes the lane with the newest failure', async () => {
    const clock = new ManualClock(undefined, true);
    const lanes = ['transient', 'payload'] as const;
    let tries = 0;
    const result = await retry(retryContext(clock), () =>
      Promise.reject(failure({ lane: lanes[tries++] ?? 'transient' })),
    );
    expect(result).toMatchObject({ ok: false, attempts: 2, failure: { lane: 'payload' } });
  });
});

describe('a try that succeeds', () => {
  it('ends the retrying and says how many it took', async () => {
    const clock = new ManualClock(undefined, true);
    let tries = 0;
    const result = await retry(retryContext(clock), () =>
      ++tries < 3 ? Promise.reject(failure()) : Promise.resolve('done'),
    );
    expect(result).toEqual({ ok: true, value: 'done', attempts: 3 });
  });
});

describe('cancelling the execution', () => {
  it('skips the remaining tries', async () => {
    const { times, result } = await triesOf({}, { signal: AbortSignal.abort() });
    expect(times).toEqual([0]);
    expect(result.attempts).toBe(1);
  });

  it('ends a wait, and the try after it is not made', async () => {
    const clock = new ManualClock();
    const cancel = new AbortController();
    let tries = 0;
    const retrying = retry(retryContext(clock, { signal: cancel.signal }), () => {
      tries++;
      return Promise.reject(failure());
    });
    await Promise.resolve();
    cancel.abort();
    expect(await retrying).toMatchObject({ ok: false, attempts: 1 });
    expect(tries).toBe(1);
  });

  it('waits for the answer to the try in flight', async () => {
    const clock = new ManualClock();
    const cancel = new AbortController();
    let answer: (value: string) => void = () => undefined;
    const retrying = retry(
      retryContext(clock, { signal: cancel.signal }),
      () => new Promise<string>((resolve) => (answer = resolve)),
    );
    cancel.abort();
    answer('written');
    expect(await retrying).toEqual({ ok: true, value: 'written', attempts: 1 });
  });
});

describe('an error that is no failure of a write', () => {
  it('is thrown at once, as it is', async () => {
    const clock = new ManualClock(undefined, true);
    const bug = new TypeError('a bug');
    let tries = 0;
    const retrying = retry(retryContext(clock), () => {
      tries++;
      return Promise.reject(bug);
    });
    await expect(retrying).rejects.toBe(bug);
    expect(tries).toBe(1);
  });
});
