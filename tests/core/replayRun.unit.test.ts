import { ConfigurationError, TargetUnavailableError } from '../../nodes/core/errors';
import { EVERY_ENTRY } from '../../nodes/core/retryQueue/entryFilter';
import type { ReplayRun } from '../../nodes/core/retryQueue/replayRun';
import type { RetryStore } from '../../nodes/core/retryQueue/retryStore';
import { failure, queueEntry, storedEvent, target } from '../support/queueEntries';
import {
  breakAt,
  isEvent,
  memorySpool,
  newWorld,
  numbers,
  parkedEntry,
  put,
  replay,
  sleepyClock,
  type World,
  type WorldChanges,
  writtenNumbers,
} from '../support/replayWorld';

const entries = (count: number) => numbers(count).map((number) => queueEntry(number));

async function depthOf(world: Pick<World, 'stores' | 'clock'>) {
  const { depth } = await world.stores[0].status(target, world.clock.now());
  return Object.fromEntries(depth.map(({ state, count }) => [state, count]));
}

describe('the canary of a replay', () => {
  it('tries 1 entry, then 10, then up to 500 at once', async () => {
    const world = newWorld();
    await put(world, ...entries(600));
    expect(await replay(world)).toMatchObject({ replayed: 600, remaining: 0 });
    expect(world.sink.batches).toEqual([1, 10, 500, 89]);
  });

  it('stays small as long as nothing reaches the table', async () => {
    const world = newWorld();
    world.sink.onEvent = ({ metadata }) => {
      const number = Number(metadata['number']);
      if (number <= 3) throw failure({ lane: 'payload', code: `2200${number}` });
    };
    await put(world, ...entries(20));
    expect(await replay(world)).toMatchObject({ parked: 3, replayed: 17 });
    expect(world.sink.batches).toEqual([1, 1, 1, 1, 10, 6]);
  });

  it('goes on with full size in the next store', async () => {
    const clock = sleepyClock();
    const stores = [memorySpool(clock), memorySpool(clock, 'queueTable')] as const;
    const world = { ...newWorld({ clock }), stores };
    await stores[0].put(entries(12), Number.MAX_SAFE_INTEGER);
    await stores[1].put(entries(112).slice(12), Number.MAX_SAFE_INTEGER);
    await replay(world);
    expect(world.sink.batches).toEqual([1, 10, 1, 100]);
  });
});

describe('a replay that claims ahead', () => {
  const aheadWorld = async (count: number) => {
    const world = newWorld({ clock: sleepyClock() });
    world.sink.writesAtOnce = 2;
    await put(world, ...entries(count));
    return world;
  };

  it('writes everything once, and takes no more than the limit', async () => {
    const world = await aheadWorld(1700);
    expect(await replay(world, { limit: 1600 })).toMatchObject({ replayed: 1600, remaining: 100 });
    expect(world.sink.batches).toEqual([1, 10, 500, 500, 500, 89]);
    expect(await replay(world)).toMatchObject({ replayed: 100, remaining: 0 });
  });

  it('gives back what it has claimed ahead when the run must end', async () => {
    const world = await aheadWorld(1200);
    const error = failure({ lane: 'environment', code: '42501' });
    breakAt(world, error, ({ metadata }) => Number(metadata['number']) > 11);
    const report = await replay(world, { limit: 5000 });
    expect(report).toMatchObject({ replayed: 11, skipped: 1000, remaining: 1189 });
    expect(await depthOf(world)).toEqual({ pending: 1189 });
  });

  it('gives it back, too, when a settlement fails, and settles what it can', async () => {
    const world = await aheadWorld(1600);
    const [store] = world.stores;
    const settle = store.settle.bind(store);
    let settlements = 0;
    store.settle = async (...given) => {
      if (++settlements === 3) throw new TargetUnavailableError({ message: 'Out of order.' });
      return settle(...given);
    };
    const report = await replay(world, { limit: 5000 });
    expect(report).toMatchObject({ replayed: 1011, stoppedBecause: 'Out of order.' });
    expect(await depthOf(world)).toEqual({ claimed: 500, pending: 589 });
  });
});

describe('a replay whose store settles slowly', () => {
  it('ends only when nothing is left that it gave back untried', async () => {
    const world = newWorld({ clock: sleepyClock() });
    world.sink.writesAtOnce = 2;
    const [store] = world.stores;
    const settle = store.settle.bind(store);
    store.settle = async (...given) => {
      await turnsOfTheLoop(20);
      return settle(...given);
    };
    for (const number of numbers(20)) world.sink.busy.add(storedEvent(number + 11).id);
    await put(world, ...entries(1531));
    const report = await replay(world, { limit: 5000 });
    expect(report).toMatchObject({ replayed: 1511, skipped: 20, stoppedBecause: null });
  });
});

async function turnsOfTheLoop(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('a replay in which all fail alike', () => {
  it('stops after five refused events; they stay parked, the rest goes back', async () => {
    const world = newWorld();
    world.sink.onEvent = ({ metadata }) => {
      if (Number(metadata['number']) > 11) throw failure({ lane: 'payload', code: '23514' });
    };
    await put(world, ...entries(50));
    const report = await replay(world);
    expect(report).toMatchObject({ replayed: 11, parked: 5, skipped: 34, remaining: 34 });
    expect(report.stoppedBecause).toContain('23514');
    expect(report.entries.at(-1)).toMatchObject({ outcome: 'skipped', code: 'run_ended' });
    expect(await depthOf(world)).toEqual({ parked: 5, pending: 34 });
  });

  it('stops after five entries that it cannot read', async () => {
    const world = newWorld();
    await put(world, ...entries(9).map((entry) => ({ ...entry, payload: '{}' })));
    expect(await replay(world)).toMatchObject({ parked: 5, remaining: 4 });
  });

  it('stops after five events that the environment hinders, parks none and counts none', async () => {
    const world = newWorld();
    world.sink.onEvent = () => {
      throw failure({ lane: 'environment', code: '42501' });
    };
    await put(world, parkedEntry(queueEntry(1)), ...entries(9).slice(1));
    const report = await replay(world, { includeParked: true });
    expect(report).toMatchObject({ parked: 1, failed: 4, remaining: 8 });
    expect(report.stoppedBecause).toContain('42501');
    expect(await depthOf(world)).toMatchObject({ parked: 1 });
  });

  it('goes on after five conflicts: each has its own identity', async () => {
    const world = newWorld();
    await world.sink.write(
      numbers(7).map((number) => ({ ...storedEvent(number), payloadHash: 'ff'.repeat(32) })),
    );
    await put(world, ...entries(8));
    expect(await replay(world)).toMatchObject({ parked: 7, replayed: 1, stoppedBecause: null });
  });

  it('goes on after five events whose leads have yet to come', async () => {
    const world = newWorld();
    world.sink.onEvent = ({ metadata }) => {
      if (Number(metadata['number']) > 7) return;
      throw failure({ lane: 'payload', code: '23503', waitsForParent: true });
    };
    await put(world, ...entries(8));
    expect(await replay(world)).toMatchObject({ failed: 7, replayed: 1, stoppedBecause: null });
  });

  it.each([
    ['another code', (number: number) => failure({ lane: 'payload', code: `2200${number % 2}` })],
    [
      'another lane',
      (number: number) => failure({ lane: number % 2 === 0 ? 'payload' : 'transient', code: 'X' }),
    ],
  ])('goes on when %s comes between', async (_, failureOf) => {
    const world = newWorld();
    world.sink.onEvent = ({ metadata }) => {
      throw failureOf(Number(metadata['number']));
    };
    await put(world, ...entries(12));
    expect(await replay(world)).toMatchObject({ skipped: 0, stoppedBecause: null });
  });

  it('brings what is left to the table over several runs once the fault is over', async () => {
    const world = newWorld();
    world.sink.onEvent = () => {
      throw failure({ code: '55P03' });
    };
    await put(world, ...entries(30));
    for (let run = 0; run < 3; run++) await replay(world);
    world.sink.onEvent = () => undefined;
    world.clock.advance(8 * 3_600_000);
    expect(await replay(world)).toMatchObject({ replayed: 30, remaining: 0 });
  });
});

describe('a replay beside another worker', () => {
  it('gives back what the other is writing, untouched, and takes what lies behind it', async () => {
    const world = newWorld();
    for (const number of numbers(20)) world.sink.busy.add(storedEvent(number).id);
    await put(world, ...entries(40));
    const report = await replay(world);
    expect(report).toMatchObject({ replayed: 20, skipped: 20, remaining: 20, failed: 0 });
    expect(report.entries[0]).toMatchObject({ outcome: 'skipped', state: 'pending', code: 'busy' });
    world.sink.busy.clear();
    expect(await replay(world)).toMatchObject({ replayed: 20, remaining: 0 });
  });

  it('asks once more for an event whose COMMIT had no answer, and burns no replay', async () => {
    const world = newWorld();
    await put(world, queueEntry(1));
    let commits = 0;
    world.sink.onKept = () => {
      if (++commits === 1) throw failure({ code: 'ECONNRESET', ambiguous: true });
    };
    expect(await replay(world)).toMatchObject({ duplicates: 1, failed: 0, remaining: 0 });
  });

  it('blames the event when there is no answer again', async () => {
    const world = newWorld();
    await put(world, queueEntry(1));
    world.sink.onEvent = () => {
      throw failure({ code: 'no_answer', ambiguous: true });
    };
    expect(await replay(world)).toMatchObject({ failed: 1, remaining: 1 });
    expect(world.sink.batches).toEqual([1, 1]);
  });
});

describe('the rate of a replay', () => {
  it('lets so many events a second pass', async () => {
    const world = newWorld({ clock: sleepyClock() });
    await put(world, ...entries(50));
    const start = world.clock.elapsed();
    await replay(world, { ratePerSecond: 10 });
    expect(writtenNumbers(world)).toHaveLength(50);
    const took = world.clock.elapsed() - start;
    expect(took).toBeGreaterThanOrEqual(4000);
    expect(took).toBeLessThan(5000);
    expect(Math.max(...world.sink.batches)).toBe(10);
  });

  it('takes an event every two seconds at 0.5', async () => {
    const world = newWorld({ clock: sleepyClock() });
    await put(world, ...entries(4));
    const start = world.clock.elapsed();
    await replay(world, { ratePerSecond: 0.5 });
    expect(world.clock.elapsed() - start).toBe(6000);
  });

  it('holds no more than it can write before its claim ends', async () => {
    const clock = sleepyClock();
    const world = newWorld({ clock });
    await put(world, ...entries(300));
    const report = await replay(world, { ratePerSecond: 1 });
    expect(report).toMatchObject({ replayed: 300, skipped: 0, stoppedBecause: null });
  });

  it('ends its wait at once when the execution is cancelled', async () => {
    const cancel = new AbortController();
    const world = newWorld({ signal: cancel.signal });
    await put(world, ...entries(5));
    world.sink.onKept = () => cancel.abort();
    const report = await replay(world, { ratePerSecond: 0.001 });
    expect(report).toMatchObject({ replayed: 1, remaining: 4 });
    expect(report.stoppedBecause).toContain('cancelled');
  });

  it('does not wait for a turn that would come after its deadline', async () => {
    const clock = sleepyClock();
    const world = newWorld({ clock, deadline: clock.elapsed() + 2500 });
    await put(world, ...entries(5));
    expect(await replay(world, { ratePerSecond: 1 })).toMatchObject({ replayed: 3, remaining: 2 });
    expect(world.clock.now().getTime()).toBeLessThan(Date.parse('2026-03-01T12:00:03.000Z'));
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %p', async (ratePerSecond) => {
    const refused = replay(newWorld(), { ratePerSecond });
    await expect(refused).rejects.toThrow(ConfigurationError);
    await expect(refused).rejects.toThrow('Events per Second');
  });
});

describe('which entries a replay takes', () => {
  it.each([0, 1.5, Number.NaN])('none when Limit is %p', async (limit) => {
    await expect(replay(newWorld(), { limit })).rejects.toThrow('Limit');
  });

  it('leaves parked ones alone unless asked, and then tries them like others', async () => {
    const world = newWorld();
    await put(world, parkedEntry(queueEntry(1)), queueEntry(2), parkedEntry(queueEntry(3)));
    expect(await replay(world)).toMatchObject({ replayed: 1, skipped: 0 });
    world.sink.onEvent = ({ metadata }) => {
      if (metadata['number'] === 3) throw failure({ lane: 'payload', code: '22001' });
    };
    expect(await replay(world, { includeParked: true })).toMatchObject({ replayed: 1, parked: 1 });
    expect(await depthOf(world)).toEqual({ parked: 1 });
  });

  it('gives parked ones back as parked when the run ends before their turn', async () => {
    const world = newWorld();
    await put(world, parkedEntry(queueEntry(1)));
    breakAt(world, failure({ lane: 'environment', code: '42501' }));
    expect(await replay(world, { includeParked: true })).toMatchObject({ skipped: 1 });
    expect(await depthOf(world)).toEqual({ parked: 1 });
  });

  it('only those that the filter lets through', async () => {
    const world = newWorld();
    await put(world, ...entries(3));
    const filter = { ...EVERY_ENTRY, ids: [storedEvent(2).id] };
    expect(await replay(world, { filter })).toMatchObject({ replayed: 1, remaining: 2 });
    expect(writtenNumbers(world)).toEqual([2]);
  });

  it('those of another target only when it is named', async () => {
    const world = newWorld();
    const source = { ...target, database: 'crm_old' };
    await put(world, queueEntry(1), queueEntry(2, { target: source }));
    expect(await replay(world)).toMatchObject({ replayed: 1, remaining: 0 });
    expect(writtenNumbers(world)).toEqual([1]);
    expect(await replay(world, { source })).toMatchObject({ replayed: 1, remaining: 0 });
    expect(writtenNumbers(world)).toEqual([1, 2]);
  });
});

describe('what is remembered of a replay', () => {
  const remembering = (changes: WorldChanges = {}) => {
    const runs: ReplayRun[] = [];
    const remember = (run: ReplayRun) => Promise.resolve(void runs.push(run));
    return { runs, world: newWorld({ ...changes, remember, worker: 'host-1/7' }) };
  };

  it('is what it did, when, and who did it', async () => {
    const { runs, world } = remembering();
    world.sink.onKept = () => world.clock.advance(1500);
    await put(world, queueEntry(1));
    await replay(world);
    expect(runs).toEqual([
      {
        ...{ startedAt: '2026-03-01T12:00:00.000Z', endedAt: '2026-03-01T12:00:01.500Z' },
        ...{ worker: 'host-1/7', replayed: 1, duplicates: 0, failed: 0, parked: 0, skipped: 0 },
        stoppedBecause: null,
      },
    ]);
  });

  it('is nothing when the target was not fit or the run was dry', async () => {
    const unfit = remembering({ probe: () => Promise.reject(new Error('No.')) });
    await expect(replay(unfit.world)).rejects.toThrow('No.');
    const dry = remembering();
    await put(dry.world, queueEntry(1));
    await replay(dry.world, { dryRun: true });
    expect([...unfit.runs, ...dry.runs]).toEqual([]);
  });
});

describe('a dry run', () => {
  it('says what would be and changes nothing', async () => {
    const announced: unknown[] = [];
    const announce = (report: unknown) => Promise.resolve(void announced.push(report));
    const world = newWorld({ announcer: { announce } });
    const poison = isEvent(17);
    world.sink.onEvent = (event) => {
      if (poison(event)) throw failure({ lane: 'payload', code: '22001' });
    };
    await put(world, ...entries(40), parkedEntry(queueEntry(41)));
    const before = await listed(world.stores[0]);
    const report = await replay(world, { dryRun: true });
    expect(report).toMatchObject({ dryRun: true, replayed: 39, parked: 1, remaining: 40 });
    expect(report.entries[16]).toMatchObject({ outcome: 'parked', code: '22001' });
    expect(world.sink.stored.size).toBe(0);
    expect(announced).toEqual([]);
    expect(await listed(world.stores[0])).toEqual(before);
    expect(await replay(world)).toMatchObject({ replayed: 39, parked: 1 });
  });

  it('takes parked entries when asked, and no more than the limit', async () => {
    const world = newWorld();
    await put(world, ...entries(30).map(parkedEntry));
    const asked = { dryRun: true, includeParked: true, limit: 20 };
    const report = await replay(world, asked);
    expect(report).toMatchObject({ replayed: 20 });
    expect(new Set(report.entries.map(({ id }) => id)).size).toBe(20);
  });

  it('leaves what is not due as a run would', async () => {
    const world = newWorld();
    const later = { ...queueEntry(1), nextAttemptAt: '2026-03-01T14:00:00.000Z' };
    await put(world, later, queueEntry(2));
    expect(await replay(world, { dryRun: true })).toMatchObject({ replayed: 1 });
    expect(await replay(world, { dryRun: true, dueOnly: false })).toMatchObject({ replayed: 2 });
  });

  it('knows an event again that it would have written before', async () => {
    const clock = sleepyClock();
    const stores = [memorySpool(clock), memorySpool(clock, 'queueTable')] as const;
    const world = { ...newWorld({ clock }), stores };
    await stores[0].put([queueEntry(1)], Number.MAX_SAFE_INTEGER);
    const other = { ...queueEntry(1), payload: otherPayload(1), payloadHash: 'ff'.repeat(32) };
    await stores[1].put([queueEntry(1), other], Number.MAX_SAFE_INTEGER);
    const report = await replay(world, { dryRun: true });
    expect(report).toMatchObject({ replayed: 1, duplicates: 1, parked: 1 });
    expect(await replay(world)).toMatchObject({ replayed: 1, duplicates: 1, parked: 1 });
  });
});

function otherPayload(number: number): string {
  return JSON.stringify({ ...storedEvent(number), payloadHash: 'ff'.repeat(32) });
}

function listed(store: RetryStore) {
  const filter = EVERY_ENTRY;
  return store.list({ target, states: [], filter, limit: 1000, after: null, withPayload: true });
}
