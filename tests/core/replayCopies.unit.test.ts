import type { QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import { failure, queueEntry, storedEvent, target } from '../support/queueEntries';
import { newWorld, numbers, put, replay, sleepyClock, type World } from '../support/replayWorld';

/** After all entries of the first delivery. */
const AGAIN = new Date('2026-03-01T08:30:00.000Z');
const copyOf = (number: number) => queueEntry(number, { failedAt: AGAIN });

const LAST = 900;
/** Younger than all copies. */
const last = queueEntry(LAST, { failedAt: new Date('2026-03-01T09:00:00.000Z') });

/** As a webhook that is delivered twice in an outage leaves them: files of their own. */
async function putOneByOne(world: World, entries: readonly QueueEntry[]): Promise<void> {
  for (const entry of entries) await put(world, entry);
}

async function waiting({ stores, clock }: World): Promise<object> {
  const { depth, files } = await stores[0].status(target, clock.now());
  return {
    ...Object.fromEntries(depth.map(({ state, count }) => [state, count])),
    files: files?.count,
  };
}

describe('a replay that meets copies of its entries', () => {
  it('settles what it has written before, and leaves no file', async () => {
    const world = newWorld();
    await putOneByOne(
      world,
      numbers(3).map((number) => queueEntry(number)),
    );
    await putOneByOne(world, numbers(3).map(copyOf));
    const report = await replay(world);
    expect(report).toMatchObject({ replayed: 3, duplicates: 0, skipped: 0, remaining: 0 });
    expect(await waiting(world)).toEqual({ files: 0 });
    expect(world.sink.stored.size).toBe(3);
  });

  it('goes on behind a claim of nothing but copies', async () => {
    const world = newWorld();
    await put(world, ...numbers(511).map((number) => queueEntry(number)));
    await put(world, ...numbers(511).map(copyOf), last);
    expect(await replay(world, { limit: 5000 })).toMatchObject({ replayed: 512, remaining: 0 });
    expect(world.sink.batches).toEqual([1, 10, 500, 1]);
  });

  it('gives back what it failed, and still comes to what lies behind', async () => {
    const world = newWorld();
    world.sink.onEvent = ({ id }) => {
      if (id === storedEvent(LAST).id) return;
      throw failure({ lane: 'payload', code: '23503', waitsForParent: true });
    };
    await putOneByOne(
      world,
      numbers(4).map((number) => queueEntry(number)),
    );
    await putOneByOne(world, numbers(4).map(copyOf));
    await put(world, last);
    expect(await replay(world)).toMatchObject({ replayed: 1, failed: 4, stoppedBecause: null });
    expect(world.sink.batches).toEqual([1, 1, 1, 1, 1]);
    expect(await waiting(world)).toMatchObject({ pending: expect.any(Number) });
    world.sink.onEvent = () => undefined;
    expect(await replay(world, { dueOnly: false })).toMatchObject({ replayed: 4, remaining: 0 });
  });

  it('counts once what it claimed ahead and wrote a moment before', async () => {
    const world = newWorld({ clock: sleepyClock() });
    world.sink.writesAtOnce = 2;
    await put(world, ...numbers(511).map((number) => queueEntry(number)));
    await put(world, ...numbers(511).map(copyOf));
    const report = await replay(world, { limit: 5000 });
    expect(report).toMatchObject({ replayed: 511, duplicates: 0, remaining: 0 });
    expect(await waiting(world)).toEqual({ files: 0 });
  });
});
