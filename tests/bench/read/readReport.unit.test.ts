import type { Timing } from './interleaveReads';
import type { Question, Reader } from './question';
import { type Answered, allowedFor, besideHalf, growthOf, resultsOf, told } from './readReport';

const reader = (name: string): Reader => ({ name, read: async () => 1 });
const ours = reader('core');
const select = reader('Select');
const byId = reader('get by id');
const timing = (taken: number[], wasStopped = false): Timing => ({ taken, wasStopped });

const timeline: Question = {
  name: 'timeline',
  ours,
  peers: [{ reader: select }, { reader: byId, goal: 1 / 8 }],
  allowed: 8,
  rounds: 3,
};

function answered(question: Question, figures: Partial<Record<string, Timing>>): Answered {
  const readers = [question.ours, ...question.peers.map((peer) => peer.reader)];
  return {
    question,
    times: new Map(readers.map((one) => [one, figures[one.name] ?? timing([1])])),
  };
}

const MILLION = 1_000_000;

describe('the lines of a read', () => {
  const figures = {
    core: timing([2, 3, 4]),
    Select: timing([30, 20, 10]),
    'get by id': timing([1, 0.5, 0.5]),
  };

  it('compare the slowest of a hundred with what is allowed, and the median with each peer', () => {
    const lines = resultsOf(answered(timeline, figures), 10 * MILLION);
    expect(lines).toMatchObject([
      { name: 'timeline, p99 vs 8 ms allowed', peer: 8, goal: 1, met: true },
      { name: 'timeline, p50 vs Select', ours: 3, peer: 20, goal: null, met: null },
      { name: 'timeline, p50 vs get by id', ours: 3, peer: 0.5, goal: 0.125, met: true },
    ]);
    expect(lines[0]?.ours).toBeCloseTo(3.98, 5);
  });

  it('say no where the median takes more times as long as a get by id than allowed', () => {
    const slow = { ...figures, core: timing([5, 5, 5]) };
    expect(resultsOf(answered(timeline, slow), 10 * MILLION)[2]).toMatchObject({ met: false });
  });

  it('allow half of the milliseconds up to a million events', () => {
    expect(allowedFor(MILLION, 8)).toBe(4);
    expect(allowedFor(MILLION + 1, 8)).toBe(8);
    const slow = { ...figures, core: timing([4.5]) };
    expect(resultsOf(answered(timeline, slow), MILLION)[0]).toMatchObject({ peer: 4, met: false });
  });

  it('allow the same for a log of any size where a question says so', () => {
    const line = resultsOf(answered({ ...timeline, isOfAnySize: true }, figures), MILLION)[0];
    expect(line).toMatchObject({ name: 'timeline, p99 vs 8 ms allowed', peer: 8 });
  });

  it('compare the slowest with that of the first peer where nothing is allowed', () => {
    const { allowed: _allowed, ...free } = timeline;
    const lines = resultsOf(answered(free, figures), MILLION);
    expect(lines[0]).toMatchObject({ name: 'timeline, p99 vs Select', goal: null });
    expect(lines[0]?.peer).toBeCloseTo(29.8, 5);
  });

  it('say of a peer that was stopped that it takes at least what is printed', () => {
    const stopped = { ...figures, Select: timing([10_000], true) };
    const [, line] = resultsOf(answered(timeline, stopped), MILLION);
    expect(line?.name).toBe('timeline, p50 vs Select (≥, stopped)');
    expect(told(answered(timeline, stopped))[1]).toContain('1 runs, some stopped');
  });

  it('leave out a peer that did not take part', () => {
    const times = new Map([[ours, timing([1])]]);
    expect(resultsOf({ question: timeline, times }, MILLION)).toHaveLength(1);
  });
});

describe('the growth of a read', () => {
  const half: Question = { ...timeline, name: 'timeline of half', ours: reader('core of half') };
  const took = (halfTook: number, fullTook: number, full = timeline) =>
    growthOf(
      answered(besideHalf(full, half), {
        core: timing([fullTook]),
        'half the events': timing([halfTook]),
      }),
    );

  it('is refused when twice the events take twice the time or more', () => {
    const name = 'timeline, growth, p50 vs half the events';
    expect(took(1, 1.1)).toMatchObject([{ name, ours: 1.1, peer: 1, goal: 0.5, met: true }]);
    expect(took(1, 2.1)).toMatchObject([{ met: false }]);
  });

  it('has no goal where all events are read', () => {
    const exact = { ...timeline, readsAll: true };
    expect(took(1, 2.1, exact)).toMatchObject([{ goal: null, met: null }]);
  });

  it('asks the smaller log by its own reader', async () => {
    const own = { ...half, ours: { name: 'core', read: async () => 7 } };
    const [peer] = besideHalf(timeline, own).peers;
    expect(await peer?.reader.read(0)).toBe(7);
  });
});
