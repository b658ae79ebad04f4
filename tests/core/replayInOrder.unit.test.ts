import fc from 'fast-check';
import { TargetUnavailableError } from '../../nodes/core/errors';
import { EVERY_ENTRY } from '../../nodes/core/retryQueue/entryFilter';
import { inTurns } from '../../nodes/core/replay/leadOrder';
import type { QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import type { RetryStore } from '../../nodes/core/retryQueue/retryStore';
import { failure, queueEntry, storedEvent, target } from '../support/queueEntries';
import {
  entryOfLead,
  LATER,
  memorySpool,
  newWorld,
  numbers,
  parkedEntry,
  put,
  replay,
  sleepyClock,
  writtenNumbers,
} from '../support/replayWorld';

const JOHN = 'john@example.com';
const JANE = 'jane@example.com';
const strict = { strictOrder: true } as const;

function twoStores() {
  const clock = sleepyClock();
  const first: RetryStore = memorySpool(clock, 'queueTable');
  const second: RetryStore = memorySpool(clock);
  return { ...newWorld({ clock }), stores: [first, second] as const };
}

describe('strict order per lead', () => {
  it('writes what one lead did in its order, one after the other, and others beside it', async () => {
    const world = newWorld();
    await put(world, ...numbers(4).map((number) => entryOfLead(number, JOHN)));
    await put(world, entryOfLead(5, JANE), queueEntry(6));
    expect(await replay(world, strict)).toMatchObject({ replayed: 6, skipped: 0 });
    expect(world.sink.batches).toEqual([1, 3, 1, 1]);
    const john = writtenNumbers(world).filter((number) => Number(number) <= 4);
    expect(john).toEqual([1, 2, 3, 4]);
  });

  it('holds what is younger than an entry that fails, and no other lead', async () => {
    const world = newWorld();
    world.sink.onEvent = ({ metadata }) => {
      if (metadata['number'] === 2) throw failure({ lane: 'payload', code: '22001' });
    };
    await put(world, ...[1, 2, 3, 4].map((number) => entryOfLead(number, JOHN)));
    await put(world, entryOfLead(5, JANE));
    const report = await replay(world, strict);
    expect(report).toMatchObject({ replayed: 2, parked: 1, skipped: 2, remaining: 2 });
    expect(writtenNumbers(world)).toEqual([1, 5]);
    expect(report.entries.find(({ outcome }) => outcome === 'skipped')).toMatchObject({
      ...{ state: 'pending', code: 'held_by_order' },
    });
    expect(await replay(world, strict)).toMatchObject({ replayed: 0, skipped: 2 });
  });

  it.each<[string, (older: QueueEntry) => QueueEntry]>([
    ['is parked', parkedEntry],
    ['is not due', (older) => ({ ...older, nextAttemptAt: '2026-03-01T14:00:00.000Z' })],
    [
      'never was an event',
      (older) => ({
        ...parkedEntry(older),
        ...{ payloadKind: 'parked', payload: `{"lead":{"by":"email","value":"${JOHN}"}}` },
      }),
    ],
  ])('holds an entry while an older one of its lead %s', async (_, change) => {
    const world = newWorld();
    await put(world, change(entryOfLead(1, JOHN)), entryOfLead(2, JOHN), entryOfLead(3, JANE));
    expect(await replay(world, strict)).toMatchObject({ replayed: 1, skipped: 1 });
    expect(writtenNumbers(world)).toEqual([3]);
  });

  it('holds an entry while another worker has an older one of its lead', async () => {
    const world = newWorld();
    await put(world, entryOfLead(1, JOHN), entryOfLead(2, JOHN));
    const now = world.clock.now();
    const claim = await world.stores[0].claimDue({ target, now, limit: 1, includeNotDue: false });
    expect(claim.entries).toMatchObject([{ eventId: storedEvent(1).id }]);
    expect(await replay(world, strict)).toMatchObject({ replayed: 0, skipped: 1 });
  });

  it('holds an entry while an older one of its lead is busy', async () => {
    const world = newWorld();
    world.sink.busy.add(storedEvent(1).id);
    await put(world, entryOfLead(1, JOHN), entryOfLead(2, JOHN), entryOfLead(3, JANE));
    expect(await replay(world, strict)).toMatchObject({ replayed: 1, skipped: 2 });
    expect(writtenNumbers(world)).toEqual([3]);
  });

  it('holds an entry while an older one that the filter leaves out waits', async () => {
    const world = newWorld();
    await put(world, entryOfLead(1, JOHN), entryOfLead(2, JOHN));
    const filter = { ...EVERY_ENTRY, ids: [storedEvent(2).id] };
    expect(await replay(world, { ...strict, filter })).toMatchObject({ replayed: 0, skipped: 1 });
  });

  it('tries parked events first when they are included, and then lets their lead go on', async () => {
    const world = newWorld();
    await put(world, parkedEntry(entryOfLead(1, JOHN)), entryOfLead(2, JOHN));
    const report = await replay(world, { ...strict, includeParked: true });
    expect(report).toMatchObject({ replayed: 2, skipped: 0 });
    expect(writtenNumbers(world)).toEqual([1, 2]);
  });

  it.each([false, true])(
    'comes back to a store that waited for another (dry: %p)',
    async (dryRun) => {
      const world = twoStores();
      await world.stores[0].put([entryOfLead(2, JOHN), entryOfLead(4, JOHN)], LATER);
      await world.stores[1].put([entryOfLead(1, JOHN), entryOfLead(3, JOHN)], LATER);
      const report = await replay(world, { ...strict, dryRun });
      expect(report).toMatchObject({ replayed: 4, skipped: 0, remaining: dryRun ? 4 : 0 });
      expect(writtenNumbers(world)).toEqual(dryRun ? [] : [1, 2, 3, 4]);
    },
  );

  it('is not held up by an event that lies in two stores', async () => {
    const world = twoStores();
    await world.stores[0].put([entryOfLead(1, JOHN), entryOfLead(2, JOHN)], LATER);
    await world.stores[1].put([entryOfLead(1, JOHN)], LATER);
    const report = await replay(world, { ...strict, limit: 3 });
    expect(report).toMatchObject({ replayed: 2, duplicates: 1, remaining: 0 });
  });

  it('holds every lead while a store cannot be asked, and lets the rest go', async () => {
    const world = newWorld();
    await put(world, entryOfLead(1, JOHN), queueEntry(2));
    const silent = Object.assign(memorySpool(world.clock, 'airtable'), {
      list: () => Promise.reject(new TargetUnavailableError({ message: 'No answer.' })),
    });
    const stores = [world.stores[0], silent];
    const report = await replay({ ...world, stores }, strict);
    expect(report).toMatchObject({ replayed: 1, skipped: 1 });
    expect(writtenNumbers(world)).toEqual([2]);
  });

  it('tells leads of two tenants apart', async () => {
    const world = newWorld();
    const elsewhere = { ...parkedEntry(entryOfLead(1, JOHN)), tenantId: 'acme' };
    await put(world, elsewhere, entryOfLead(2, JOHN));
    expect(await replay(world, strict)).toMatchObject({ replayed: 1, skipped: 0 });
  });

  it('never writes an entry after a younger one of its lead, whatever fails', async () => {
    const lead = fc.constantFrom(JOHN, JANE, 'jim@example.com');
    const fate = fc.constantFrom('fine', 'fine', 'poison', 'flaky');
    const events = fc.array(fc.record({ lead, fate, table: fc.boolean() }), {
      ...{ minLength: 1, maxLength: 20 },
    });
    await fc.assert(
      fc.asyncProperty(events, async (drawn) => {
        const world = twoStores();
        let run = 0;
        world.sink.onEvent = ({ metadata }) => {
          const how = drawn[Number(metadata['number']) - 1]?.fate;
          if (how === 'poison' && run < 3) throw failure({ lane: 'payload', code: '22001' });
          if (how === 'flaky' && run < 2) throw failure({ code: '40001' });
        };
        for (const [index, { lead: email, table }] of drawn.entries()) {
          await world.stores[table ? 0 : 1].put([entryOfLead(index + 1, email)], LATER);
        }
        for (run = 0; run < 6; run++) {
          await replay(world, { ...strict, includeParked: run > 2, dueOnly: run < 2 });
        }
        const written = writtenNumbers(world).map(Number);
        expect([...written].sort((one, other) => one - other)).toEqual(numbers(drawn.length));
        for (const email of new Set(drawn.map((event) => event.lead))) {
          const own = written.filter((number) => drawn[number - 1]?.lead === email);
          expect(own).toEqual([...own].sort((one, other) => one - other));
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('turns', () => {
  it('follow an entry that names its lead in two ways', () => {
    const both = entryOfLead(2, JOHN);
    const byId = (entry: QueueEntry) => ({
      ...entry,
      payload: entry.payload.replace('"leadAirtableId":null', '"leadAirtableId":"rec1"'),
    });
    const onlyId = byId(queueEntry(3));
    const entries = [onlyId, byId(both), entryOfLead(1, JOHN), queueEntry(4)];
    const turns = inTurns(entries).map((turn) => turn.map(({ eventId }) => eventId));
    const ids = [1, 2, 3, 4].map((number) => storedEvent(number).id);
    expect(turns).toEqual([[ids[0], ids[3]], [ids[1]], [ids[2]]]);
  });
});
