import fc from 'fast-check';
import type { DeliveryReport } from '../../nodes/core/alerts/deliveryReport';
import { TargetUnavailableError } from '../../nodes/core/errors';
import { replayRetryQueue } from '../../nodes/core/replayRetryQueue';
import { entryId } from '../../nodes/core/retryQueue/entryKey';
import type { QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import type { RetryStore } from '../../nodes/core/retryQueue/retryStore';
import { MemoryStore } from '../support/memoryStore';
import { failure, queueEntry, storedEvent, target } from '../support/queueEntries';
import { replayRequest } from '../support/replayRequest';
import {
  breakAt,
  isEvent,
  newWorld,
  numbers,
  put,
  replay,
  type World,
} from '../support/replayWorld';

const unfit = new TargetUnavailableError({ message: 'The server is a standby.', code: '25006' });

describe('a replay', () => {
  it('writes what is due and forgets it', async () => {
    const world = newWorld();
    await put(world, ...numbers(3).map((number) => queueEntry(number)));
    const report = await replay(world);
    expect(report).toMatchObject({
      replayed: 3,
      duplicates: 0,
      remaining: 0,
      stoppedBecause: null,
    });
    expect([...world.sink.stored.values()]).toEqual(numbers(3).map(storedEvent));
    expect(report.entries[0]).toEqual({
      ...{ id: entryId(queueEntry(1)), store: 'spool' },
      ...{ eventId: storedEvent(1).id, eventType: 'NOTE_ADDED', tenantId: 'default' },
      ...{ outcome: 'replayed', state: 'replayed', code: null, message: null },
    });
    expect(await replay(world)).toMatchObject({ replayed: 0, oldestFailedAt: null });
  });

  it('calls an event that is there already a duplicate', async () => {
    const world = newWorld();
    await world.sink.write([storedEvent(1)]);
    await put(world, queueEntry(1), queueEntry(2));
    expect(await replay(world)).toMatchObject({ replayed: 1, duplicates: 1, remaining: 0 });
  });

  it('brings the digests that are due also while the target is out of order', async () => {
    const reports: unknown[] = [];
    const announcer = {
      announce: (report: unknown) => Promise.resolve(void reports.push(report)),
    };
    const world = newWorld({ probe: () => Promise.reject(unfit), announcer });
    await expect(replay(world)).rejects.toBe(unfit);
    expect(reports).toEqual([{ target, delivered: 0, kept: [] }]);
  });

  it('claims nothing when the probe fails', async () => {
    const world = newWorld({ probe: () => Promise.reject(unfit) });
    await put(world, queueEntry(1));
    await expect(replay(world)).rejects.toBe(unfit);
    const { depth } = await world.stores[0].status(target, world.clock.now());
    expect(depth).toMatchObject([{ state: 'pending', count: 1 }]);
  });

  it('parks a poison event and writes its 40 neighbours', async () => {
    const world = newWorld();
    const poison = isEvent(17);
    world.sink.onEvent = (event) => {
      if (poison(event)) throw failure({ lane: 'payload', code: '22001' });
    };
    await put(world, ...numbers(41).map((number) => queueEntry(number)));
    const report = await replay(world);
    expect(report).toMatchObject({ replayed: 40, parked: 1, remaining: 0 });
    expect(report.entries.find(isPoisoned)).toMatchObject({ state: 'parked', code: '22001' });
    expect(world.sink.batches.length).toBeLessThan(20);
  });

  it('parks a conflicting payload', async () => {
    const world = newWorld();
    await world.sink.write([{ ...storedEvent(1), payloadHash: 'ff'.repeat(32) }]);
    await put(world, queueEntry(1));
    expect(await replay(world)).toMatchObject({ parked: 1, replayed: 0 });
  });

  it('parks an entry that this version cannot read, without quoting it', async () => {
    const world = newWorld();
    await put(world, { ...queueEntry(1), payload: '{"secret":' }, queueEntry(2));
    const report = await replay(world);
    expect(report).toMatchObject({ parked: 1, replayed: 1 });
    expect(JSON.stringify(report)).not.toContain('secret');
  });

  it('stops at an environment failure of the whole target and gives everything back unchanged', async () => {
    const world = newWorld();
    breakAt(world, failure({ lane: 'environment', code: '42501' }));
    await put(world, queueEntry(1), queueEntry(2));
    const report = await replay(world);
    expect(report).toMatchObject({ failed: 0, skipped: 1, remaining: 2 });
    expect(report.stoppedBecause).toContain('42501');
    expect(world.sink.batches).toEqual([1]);
    expect(await waiting(world)).toEqual([queueEntry(1), queueEntry(2)]);
  });

  it('gets past an event that alone meets an environment failure, at no cost', async () => {
    const world = newWorld();
    const hindered = isEvent(1);
    world.sink.onEvent = (event) => {
      if (hindered(event)) throw failure({ lane: 'environment', code: '42P01' });
    };
    await put(world, ...numbers(6).map((number) => queueEntry(number)));
    const report = await replay(world);
    expect(report).toMatchObject({ replayed: 5, failed: 1, remaining: 1, stoppedBecause: null });
    for (let run = 0; run < 7; run++) {
      world.clock.advance(8 * 3_600_000);
      expect(await replay(world)).toMatchObject({ failed: 1, parked: 0 });
    }
    const [left] = await waiting(world);
    expect(left).toMatchObject({ state: 'pending', replays: 0 });
    expect(left?.nextAttemptAt).not.toBe(queueEntry(1).nextAttemptAt);
    world.sink.onEvent = () => undefined;
    world.clock.advance(8 * 3_600_000);
    expect(await replay(world)).toMatchObject({ replayed: 1, remaining: 0 });
  });

  it('consumes no replay in an outage, however often it is run', async () => {
    let isUp = true;
    const world = newWorld({ probe: () => (isUp ? Promise.resolve() : Promise.reject(unfit)) });
    world.sink.onEvent = () => {
      isUp = false;
      throw failure({ code: '57P01' });
    };
    await put(world, queueEntry(1), queueEntry(2));
    for (let run = 0; run < 7; run++) {
      isUp = true;
      expect(await replay(world)).toMatchObject({ skipped: 1, failed: 0 });
    }
    expect(await waiting(world)).toEqual([queueEntry(1), queueEntry(2)]);
  });

  it('keeps what was written before the outage out of the queue', async () => {
    let writes = 0;
    const world = newWorld();
    await put(world, ...numbers(600).map((number) => queueEntry(number)));
    breakAt(world, failure({ lane: 'environment' }), () => ++writes > 511);
    expect(await replay(world)).toMatchObject({ replayed: 511, skipped: 89, remaining: 89 });
  });

  it('lets an event wait for its lead, with a back-off', async () => {
    const world = newWorld();
    world.sink.onEvent = () => {
      throw failure({ lane: 'payload', code: '23503', waitsForParent: true });
    };
    await put(world, queueEntry(1));
    expect(await replay(world)).toMatchObject({ failed: 1, remaining: 1 });
    expect(await replay(world)).toMatchObject({ failed: 0, replayed: 0, remaining: 1 });
    world.sink.onEvent = () => undefined;
    world.clock.advance(72_001);
    expect(await replay(world)).toMatchObject({ replayed: 1, remaining: 0 });
  });

  it('blames the event when only it fails while the target is fit', async () => {
    const world = newWorld();
    const slow = isEvent(2);
    world.sink.onEvent = (event) => {
      if (slow(event)) throw failure({ code: '57014' });
    };
    await put(world, ...numbers(5).map((number) => queueEntry(number)));
    const report = await replay(world);
    expect(report).toMatchObject({ replayed: 4, failed: 1, stoppedBecause: null });
    expect(await waiting(world)).toMatchObject([{ replays: 1 }]);
  });

  it('goes on after an unexpected error about one event', async () => {
    const world = newWorld();
    const odd = isEvent(2);
    world.sink.onEvent = (event) => {
      if (odd(event)) throw new RangeError('Note 2');
    };
    await put(world, queueEntry(1), queueEntry(2), queueEntry(3));
    const report = await replay(world);
    expect(report).toMatchObject({ replayed: 2, failed: 1 });
    expect(JSON.stringify(report)).not.toContain('Note 2');
  });

  it('stops when five events in a row fail alike though the target looks fit', async () => {
    const world = newWorld();
    world.sink.onEvent = () => {
      throw failure({ code: '55P03' });
    };
    await put(world, ...numbers(20).map((number) => queueEntry(number)));
    const report = await replay(world);
    expect(report).toMatchObject({ failed: 5, skipped: 0, remaining: 20 });
    expect(report.stoppedBecause).toContain('55P03');
  });

  it('takes no more entries than the limit', async () => {
    const world = newWorld();
    await put(world, ...numbers(9).map((number) => queueEntry(number)));
    expect(await replay(world, { limit: 4 })).toMatchObject({ replayed: 4, remaining: 5 });
    expect([...world.sink.stored.keys()]).toEqual(numbers(4).map((n) => storedEvent(n).id));
  });

  it('meets entries that are not due only when asked, and each once a run', async () => {
    const world = newWorld();
    const later = { ...queueEntry(1), nextAttemptAt: '2026-03-01T18:00:00.000Z' };
    world.sink.onEvent = () => {
      throw failure({ lane: 'payload', waitsForParent: true });
    };
    await put(world, later);
    expect(await replay(world)).toMatchObject({ failed: 0, remaining: 1 });
    world.sink.onEvent = (event) => {
      world.clock.advance(5);
      expect(event.id).toBe(later.eventId);
      throw failure({ lane: 'payload', waitsForParent: true });
    };
    expect(await replay(world, { dueOnly: false })).toMatchObject({ failed: 1, remaining: 1 });
    expect(world.sink.batches).toEqual([1]);
  });

  it.each([
    ['cancelled', { signal: AbortSignal.abort() }],
    ['out of time', { deadline: 0 }],
  ])('tries nothing when it is %s', async (_, change) => {
    const world = newWorld(change);
    await put(world, queueEntry(1));
    const report = await replay(world);
    expect(report).toMatchObject({ skipped: 1, remaining: 1 });
    expect(report.stoppedBecause).not.toBeNull();
    expect(world.sink.batches).toEqual([]);
  });

  it('drains the other store when one is out of order, and says so', async () => {
    const world = newWorld();
    await put(world, queueEntry(1));
    const stores: [RetryStore, RetryStore] = [brokenStore, world.stores[0]];
    const report = await replayRetryQueue(replayRequest(target), { ...world, stores });
    expect(report).toMatchObject({ replayed: 1, remaining: null, stoppedBecause: 'Out of order.' });
  });

  it('reports events as replayed though settling them failed, and finds duplicates later', async () => {
    const world = newWorld();
    await put(world, queueEntry(1));
    const [spool] = world.stores;
    const forgetful: RetryStore = {
      name: 'spool',
      put: (entries, deadline) => spool.put(entries, deadline),
      claimDue: (request) => spool.claimDue(request),
      settle: () => Promise.reject(unfit),
      status: (wanted, now) => spool.status(wanted, now),
      list: (request) => spool.list(request),
      purge: (request) => spool.purge(request),
    };
    const first = { ...world, stores: [forgetful] };
    const report = await replayRetryQueue(replayRequest(target), first);
    expect(report).toMatchObject({ replayed: 1, remaining: 1, stoppedBecause: unfit.message });
    world.clock.advance(121_000);
    expect(await replay(world)).toMatchObject({ duplicates: 1, remaining: 0 });
  });

  it('tells people what came into the table and what failed again, and where that is', async () => {
    const reports: DeliveryReport[] = [];
    const announce = (report: DeliveryReport) => Promise.resolve(void reports.push(report));
    const world = newWorld({ announcer: { announce } });
    await world.sink.write([storedEvent(1)]);
    const [poison, orphan] = [isEvent(3), isEvent(4)];
    world.sink.onEvent = (event) => {
      if (poison(event)) throw failure({ lane: 'payload' });
      if (orphan(event)) throw failure({ lane: 'payload', waitsForParent: true });
    };
    await put(world, ...numbers(4).map((number) => queueEntry(number)));
    await replay(world);
    expect(reports).toMatchObject([
      {
        ...{ target, delivered: 2 },
        kept: [
          { entry: { eventId: storedEvent(3).id, state: 'parked' }, keptIn: 'spool' },
          { entry: { eventId: storedEvent(4).id, state: 'pending' }, keptIn: 'spool' },
        ],
      },
    ]);
  });

  it('tells the other stores what one of them settled, and goes on when they cannot follow', async () => {
    const world = newWorld();
    const [follower, broken] = [new MemoryStore('airtable'), new MemoryStore('queueTable')];
    broken.settledElsewhere = () => Promise.reject(new Error('Out of order.'));
    await put(world, queueEntry(1));
    const stores = [world.stores[0], broken, follower];
    const report = await replayRetryQueue(replayRequest(target), { ...world, stores });
    expect(report).toMatchObject({ replayed: 1, stoppedBecause: null });
    expect(follower.toldOf).toMatchObject([{ outcome: 'replayed' }]);
  });

  it('brings every event to the table or to a person, once, whatever fails on the way', async () => {
    const fate = fc.constantFrom('fine', 'late', 'poison', 'flaky');
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { minLength: 1, maxLength: 30 }), async (fates) => {
        const world = newWorld();
        let run = 0;
        world.sink.onEvent = (event) => {
          const how = fates[Number(event.metadata['number']) - 1];
          if (how === 'poison') throw failure({ lane: 'payload' });
          if (how === 'late' && run < 3) throw failure({ lane: 'payload', waitsForParent: true });
          if (how === 'flaky' && run < 2) throw failure({ code: '40001' });
        };
        await put(world, ...fates.map((_, index) => queueEntry(index + 1)));
        const parked: string[] = [];
        for (run = 0; run < 12; run++) {
          const { entries } = await replay(world);
          parked.push(...entries.filter((e) => e.state === 'parked').map((e) => e.eventId));
          world.clock.advance(8 * 3_600_000);
        }
        const expected = fates.map((_, index) => storedEvent(index + 1).id).sort();
        expect([...world.sink.stored.keys(), ...parked].sort()).toEqual(expected);
        expect(parked).toHaveLength(fates.filter((how) => how === 'poison').length);
      }),
      { numRuns: 25 },
    );
  });
});

/** What waits in the store now, as it was before the claim that looks at it. */
async function waiting(world: World): Promise<QueueEntry[]> {
  const now = world.clock.now();
  const claim = await world.stores[0].claimDue({ target, now, limit: 100, includeNotDue: true });
  return claim.entries.map((entry) => ({ ...entry, state: 'pending' }));
}

function isPoisoned(entry: { outcome: string }): boolean {
  return entry.outcome === 'parked';
}

const outOfOrder = () => Promise.reject(new TargetUnavailableError({ message: 'Out of order.' }));
const brokenStore: RetryStore = {
  name: 'queueTable',
  put: outOfOrder,
  claimDue: outOfOrder,
  settle: outOfOrder,
  status: outOfOrder,
  list: outOfOrder,
  purge: outOfOrder,
};
