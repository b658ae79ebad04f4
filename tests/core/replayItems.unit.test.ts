import type { ReplayItemsParts } from '../../nodes/core/replayItems';
import { replayItems } from '../../nodes/core/replayItems';
import { cellsOf, pointerTo } from '../../nodes/core/retryQueue/airtable/entryRecord';
import type { QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import { failure, queueEntry, storedEvent, target } from '../support/queueEntries';
import {
  breakAt,
  entryOfLead,
  newWorld,
  numbers,
  parkedEntry,
  put,
  replay,
  writtenNumbers,
} from '../support/replayWorld';

const JOHN = 'john@example.com';
const asked = { target, source: target, strictOrder: false, dryRun: false, ratePerSecond: null };

/** As Get Many gives it. */
function listed(entry: QueueEntry): Record<string, unknown> {
  const payload: unknown = JSON.parse(entry.payload);
  return { store: 'queueTable', entryId: 'x', code: 'y', ...entry, payload };
}

async function outcomes(items: readonly unknown[], parts: ReplayItemsParts, changes = {}) {
  const report = await replayItems(items, { ...asked, ...changes }, parts);
  return report.items.map(({ outcome }) => outcome);
}

describe('items that are replayed', () => {
  it('may be entries of Get Many, records of Airtable or lines of a spool file', async () => {
    const world = newWorld();
    const cells = cellsOf(queueEntry(3));
    const items = [
      listed(queueEntry(1)),
      queueEntry(2),
      { id: 'rec1', createdTime: '2026-03-01T08:00:00.000Z', fields: cells },
      { id: 'rec2', ...cellsOf(queueEntry(4)) },
      JSON.stringify(queueEntry(5)),
      { line: JSON.stringify(queueEntry(6)) },
      { id: 7, createdAt: '2026-03-01', entry: JSON.stringify(queueEntry(7)) },
    ];
    const report = await replayItems(items, asked, world);
    expect(report.items.map(({ outcome }) => outcome)).toEqual(items.map(() => 'replayed'));
    expect(report.stoppedBecause).toBeNull();
    expect([...world.sink.stored.values()]).toEqual(numbers(7).map(storedEvent));
  });

  it('are answered in their order, each with the entry as it is then', async () => {
    const world = newWorld();
    await world.sink.write([storedEvent(2)]);
    world.sink.onEvent = ({ metadata }) => {
      if (metadata['number'] === 1) throw failure({ lane: 'payload', code: '22001' });
      if (metadata['number'] === 4) throw failure({ lane: 'payload', waitsForParent: true });
    };
    world.sink.busy.add(storedEvent(5).id);
    const items = [5, 4, 3, 2, 1].map((number) => listed(queueEntry(number)));
    const report = await replayItems([...items, { no: 'entry' }], asked, world);
    const at = world.clock.now().toISOString();
    expect(report.items).toMatchObject([
      { outcome: 'skipped', code: 'busy', next: queueEntry(5) },
      { outcome: 'failed', next: { state: 'pending', replays: 1 } },
      { outcome: 'replayed', next: { state: 'replayed', resolution: { outcome: 'replayed', at } } },
      { outcome: 'duplicate', next: { state: 'replayed', resolution: { outcome: 'duplicate' } } },
      { outcome: 'parked', code: '22001', next: { state: 'parked', nextAttemptAt: null } },
      { outcome: 'refused', id: null, next: null },
    ]);
    expect(report.items[4]?.hint).not.toBeNull();
  });

  it('are tried whatever their state, but for discarded ones', async () => {
    const world = newWorld();
    const claimed = { ...queueEntry(2), state: 'claimed' as const };
    const discarded = { ...queueEntry(3), state: 'discarded' as const };
    const items = [parkedEntry(queueEntry(1)), claimed, discarded];
    expect(await outcomes(items, world)).toEqual(['replayed', 'replayed', 'refused']);
  });

  it('are written once when they come twice', async () => {
    const world = newWorld();
    const twice = [listed(queueEntry(1)), queueEntry(1), queueEntry(2)];
    expect(await outcomes(twice, world)).toEqual(['replayed', 'duplicate', 'replayed']);
    expect(world.sink.batches).toEqual([1, 1]);
  });

  it('share one failed try when they come twice', async () => {
    const world = newWorld();
    world.sink.onEvent = () => {
      throw failure({ lane: 'payload', waitsForParent: true });
    };
    const { items } = await replayItems([queueEntry(1), queueEntry(1)], asked, world);
    expect(items).toMatchObject([
      { outcome: 'failed', next: { replays: 1 } },
      { outcome: 'failed', next: { replays: 1 } },
    ]);
  });

  it('are given back untouched in an outage, which costs no replay', async () => {
    const world = newWorld();
    breakAt(world, failure({ lane: 'environment', code: '42P01' }));
    const items = [queueEntry(1), parkedEntry(queueEntry(2))];
    const report = await replayItems(items, asked, world);
    expect(report.items.map(({ outcome, next }) => [outcome, next])).toEqual([
      ['skipped', items[0]],
      ['skipped', items[1]],
    ]);
    expect(report.stoppedBecause).toContain('42P01');
  });

  it('are not tried at all when the target is not fit', async () => {
    const world = newWorld({ probe: () => Promise.reject(new Error('No.')) });
    await expect(replayItems([queueEntry(1)], asked, world)).rejects.toThrow('No.');
    expect(await outcomes([{}], world)).toEqual(['refused']);
  });

  it('change nothing in a dry run', async () => {
    const world = newWorld();
    const report = await replayItems([queueEntry(1)], { ...asked, dryRun: true }, world);
    expect(report.items).toMatchObject([{ outcome: 'replayed', next: queueEntry(1) }]);
    expect(world.sink.stored.size).toBe(0);
  });

  it('keep the order of their lead, also with what waits in the stores', async () => {
    const world = newWorld();
    await put(world, entryOfLead(1, JOHN), entryOfLead(3, JOHN));
    const items = [4, 3].map((number) => entryOfLead(number, JOHN)).concat(queueEntry(5));
    const strict = { strictOrder: true };
    expect(await outcomes(items, world, strict)).toEqual(['skipped', 'skipped', 'replayed']);
    await replay(world, { limit: 1 });
    expect(await outcomes(items, world, strict)).toEqual(['replayed', 'replayed', 'duplicate']);
    expect(writtenNumbers(world)).toEqual([5, 1, 3, 4]);
  });

  it('go back to no store, and what waits there is a duplicate later', async () => {
    const world = newWorld();
    await put(world, queueEntry(1));
    expect(await outcomes([queueEntry(1)], world)).toEqual(['replayed']);
    expect(await replay(world)).toMatchObject({ duplicates: 1, remaining: 0 });
  });
});

describe('an item that is refused', () => {
  const SECRET = 'a secret word';
  const elsewhere = { ...target, schema: 'other' };
  const entry = listed(queueEntry(1));
  const tampered = { ...storedEvent(1), payloadHash: 'ff'.repeat(32) };
  const changed = { ...cellsOf(queueEntry(1)), payload: `{"x":"${SECRET}"}` };

  const circular: Record<string, unknown> = { note: SECRET };
  circular['self'] = circular;
  const withPayload = (payload: object) => ({ ...entry, payload });
  const toJSON = () => {
    throw new TypeError(SECRET);
  };

  it.each<[string, unknown, RegExp]>([
    ['nothing', null, /^Item is null/],
    ['a list', [SECRET], /^Item is a list of 1 value/],
    ['text that is no JSON', `{${SECRET}`, /^Item is text of 14 characters/],
    ['an object of something else', { note: SECRET, other: '{}' }, /^Item is an object/],
    ['an entry without its payload', { ...entry, payload: null }, /^payload is null/],
    [
      'an entry with a field of another form',
      { ...entry, replays: SECRET },
      /^replays is text of 13/,
    ],
    [
      'an entry that lacks a part',
      { ...entry, origin: { host: SECRET } },
      /^origin\.\w+ is undefined/,
    ],
    ['an entry of another target', { ...entry, target: elsewhere }, /another database, schema or/],
    ['what never was an event', { ...entry, payloadKind: 'parked' }, /never became an event/],
    [
      'a payload of another event',
      { ...entry, payload: storedEvent(2) },
      /^The field eventId differs/,
    ],
    ['a payload with another hash', { ...entry, payload: tampered }, /field payloadHash differs/],
    ['another tenant', { ...entry, tenantId: SECRET }, /field tenantId differs/],
    ['a payload that is no event', { ...entry, payload: { id: SECRET } }, /^Stored Event/],
    ['a payload that never ends', { ...entry, payload: circular }, /^The field payload holds/],
    ['a payload with a number that JSON lacks', withPayload({ n: 1n }), /^The field payload holds/],
    ['a payload whose own code fails', withPayload({ toJSON }), /^The field payload holds/],
    ['a payload that is code', { ...entry, payload: () => SECRET }, /^payload is/],
    ['the first line of a spool file', { version: 1, sha256: SECRET, count: 3 }, /first line of a/],
    ['a record whose texts were changed', { fields: changed }, /texts of the record were changed/],
    [
      'a record that points to the spool',
      { fields: pointerTo(queueEntry(1)) },
      /lies in the spool/,
    ],
  ])('is %s: it says so, and quotes nothing', async (_, item, words) => {
    const world = newWorld();
    const { items } = await replayItems([item, queueEntry(2)], asked, world);
    expect(items).toMatchObject([{ outcome: 'refused', next: null }, { outcome: 'replayed' }]);
    expect(items[0]?.message).toMatch(words);
    expect(items[0]?.hint).toMatch(/\.$/);
    expect(JSON.stringify(items[0])).not.toContain(SECRET);
  });

  it('is taken after all when its target is named as the source', async () => {
    const world = newWorld();
    const item = queueEntry(1, { target: elsewhere });
    expect(await outcomes([item], world, { source: elsewhere })).toEqual(['replayed']);
  });
});
