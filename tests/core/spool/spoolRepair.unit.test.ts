import { EVERY_ENTRY } from '../../../nodes/core/retryQueue/entryFilter';
import { discarded, released, requeued } from '../../../nodes/core/retryQueue/entryTransitions';
import type { QueueEntry } from '../../../nodes/core/retryQueue/queueEntry';
import { queueEntry } from '../../support/queueEntries';
import { AFTER_LEASE, NOW, SpoolStage, parkedEntry, parkedInput } from '../../support/spoolStage';

let stage: SpoolStage;
beforeEach(() => {
  stage = new SpoolStage();
});

const giveUp = (entry: QueueEntry) =>
  discarded(entry, { by: 'ops', reason: 'test data', now: NOW });
const places = () => stage.files.paths().map((path) => path.split('/').at(-2));

describe('a parked file in the hands of a person', () => {
  it('is parked again when its lease ends, and counts no crash', async () => {
    await stage.put(parkedEntry(1));
    await stage.forRepair();
    expect(places()).toEqual(['claimed']);
    expect((await stage.claim({ now: AFTER_LEASE })).entries).toEqual([]);
    expect(places()).toEqual(['parked']);
    const { entries } = await stage.forRepair(AFTER_LEASE);
    expect(entries).toEqual([{ ...parkedEntry(1), state: 'claimed' }]);
  });

  it('is parked again, without a crash, when the repair cannot be made safe', async () => {
    await stage.put(parkedEntry(1));
    const claim = await stage.forRepair();
    stage.files.onStep = (step) => {
      if (step === 'create') throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    };
    const repair = stage.keep(claim, (entry) => requeued(entry, NOW));
    await expect(repair).rejects.toMatchObject({ code: 'ENOSPC' });
    stage.files.onStep = () => undefined;
    expect(places()).toEqual(['parked']);
    expect((await stage.forRepair()).entries).toMatchObject([{ crashClaims: 0 }]);
  });

  it('stays claimed as far as it is not settled, and goes home with its neighbours', async () => {
    await stage.put(parkedEntry(1), parkedEntry(2), queueEntry(3));
    const claim = await stage.forRepair();
    const [first] = claim.entries;
    if (first === undefined) throw new Error('Nothing was claimed.');
    await stage.store.settle(claim, [{ entry: first, outcome: 'replayed' }], NOW);
    expect(places()).toEqual(['claimed', 'claimed']);
    const due = await stage.claim({ now: AFTER_LEASE });
    expect(due.entries).toMatchObject([{ eventId: queueEntry(3).eventId, crashClaims: 1 }]);
    expect((await stage.forRepair(AFTER_LEASE)).entries).toMatchObject([
      { eventId: parkedEntry(2).eventId, nextAttemptAt: null, crashClaims: 0 },
    ]);
  });

  it('is parked again by who gives it back', async () => {
    await stage.put(parkedEntry(1));
    await stage.keep(await stage.forRepair(), released);
    expect(places()).toEqual(['parked']);
  });

  it('leaves the entries that no filter meant parked', async () => {
    await stage.put(parkedEntry(1), parkedEntry(2));
    const filter = { ...EVERY_ENTRY, ids: [parkedEntry(2).eventId] };
    const claim = await stage.claim({ purpose: 'repair', filter });
    expect(claim.entries).toMatchObject([{ eventId: parkedEntry(2).eventId }]);
    expect(places().sort()).toEqual(['claimed', 'parked']);
  });
});

describe('a parked file that a person moved to the waiting ones', () => {
  it('makes its events pending, with a next attempt and all their tries', async () => {
    await stage.put({ ...parkedEntry(1), replays: 5, crashClaims: 2 });
    await stage.moveOnly('parked', 'new');
    const claim = await stage.claim({ includeNotDue: false });
    const { lastFailedAt } = parkedEntry(1);
    expect(claim.entries).toMatchObject([
      { nextAttemptAt: lastFailedAt, replays: 0, crashClaims: 0 },
    ]);
    await stage.keep(claim, released);
    expect(places()).toEqual(['new']);
  });

  it('gets no input replayed that never was an event', async () => {
    await stage.put(parkedInput(1), parkedEntry(2));
    await stage.moveOnly('parked', 'new');
    const { entries } = await stage.claim({ purpose: 'replayParked' });
    expect(entries).toMatchObject([{ eventId: parkedEntry(2).eventId }]);
    expect(places().sort()).toEqual(['claimed', 'parked']);
    expect((await stage.forRepair()).entries).toMatchObject([{ payloadKind: 'parked' }]);
  });

  it('can be taken for repair, each entry coming back to where it belongs', async () => {
    await stage.put(parkedInput(1), parkedEntry(2));
    await stage.moveOnly('parked', 'new');
    expect((await stage.forRepair()).entries).toHaveLength(2);
    const due = await stage.claim({ now: AFTER_LEASE });
    expect(due.entries).toMatchObject([{ eventId: parkedEntry(2).eventId }]);
    expect(places().sort()).toEqual(['claimed', 'parked']);
  });
});

describe('an edit of a spooled entry', () => {
  it('replaces it, also under another event id, payload and kind', async () => {
    await stage.put(parkedInput(1), parkedEntry(2));
    const filter = { ...EVERY_ENTRY, ids: [parkedInput(1).eventId] };
    const claim = await stage.claim({ purpose: 'repair', filter });
    await stage.keep(claim, () => queueEntry(7));
    stage.files.cutPower();
    expect(places().sort()).toEqual(['new', 'parked']);
    expect((await stage.claim()).entries).toEqual([{ ...queueEntry(7), state: 'claimed' }]);
    expect((await stage.forRepair()).entries).toMatchObject([{ eventId: parkedEntry(2).eventId }]);
  });
});

describe('copies of an entry that an interrupted step left', () => {
  beforeEach(async () => {
    await stage.put(parkedEntry(1), parkedEntry(2));
    await stage.put(parkedEntry(1));
    await stage.put(parkedEntry(3));
  });

  it('are taken together, so that none stays behind as it was', async () => {
    const filter = { ...EVERY_ENTRY, ids: [1, 3].map((number) => parkedEntry(number).eventId) };
    const claim = await stage.claim({ purpose: 'repair', filter, limit: 1 });
    expect(claim.entries).toMatchObject([{ eventId: parkedEntry(1).eventId }]);
    await stage.keep(claim, giveUp);
    const rest = await stage.forRepair();
    expect(rest.entries.map(({ eventId }) => eventId)).toEqual(
      [2, 3].map((number) => parkedEntry(number).eventId),
    );
  });

  it('are one entry to who looks at them', async () => {
    expect(new Set(await idsIn(stage)).size).toBe(3);
    expect(await idsIn(stage)).toHaveLength(3);
  });
});

describe('a discarded entry', () => {
  it('lies in a place of its own, with its resolution, and is handed out to nobody', async () => {
    await stage.put(queueEntry(1), parkedEntry(2));
    await stage.keep(await stage.forRepair(), giveUp);
    stage.files.cutPower();
    expect(places()).toEqual(['discarded']);
    expect((await stage.forRepair(AFTER_LEASE)).entries).toEqual([]);
    expect((await stage.store.status(queueEntry(1).target, NOW)).depth).toEqual([]);
    const text = String(await stage.files.read(stage.only('discarded')));
    expect(text).toContain('"reason":"test data"');
  });
});

/** Repairs of two events and an input, all from one file of each place. */
const REPAIRS: ReadonlyArray<
  readonly [name: string, repair: (stage: SpoolStage) => Promise<void>]
> = [
  ['edit', async (on) => on.keep(await on.forRepair(), edited)],
  ['discard', async (on) => on.keep(await on.forRepair(), giveUp)],
  ['requeue', async (on) => on.keep(await on.forRepair(), (entry) => requeued(entry, NOW))],
  [
    'split',
    async (on) => {
      await on.claim({ purpose: 'repair', limit: 1 });
    },
  ],
  [
    'edit of one',
    async (on) => {
      const filter = { ...EVERY_ENTRY, ids: [parkedEntry(2).eventId] };
      await on.keep(await on.claim({ purpose: 'repair', filter }), edited);
    },
  ],
  [
    'sorting of files that were moved by hand',
    async (on) => {
      await on.moveOnly('parked', 'new');
      await on.claim({ failedUntil: new Date('2026-03-01T06:59:00.000Z') });
    },
  ],
];

/** The same event with another text: another payload of it. */
function edited(entry: QueueEntry): QueueEntry {
  return { ...requeued(entry, NOW), payloadHash: 'ab'.repeat(32) };
}

describe.each(REPAIRS)('an interrupted %s', (_, repair) => {
  it.each([
    ['a killed process', false],
    ['a power cut', true],
  ])('loses no entry by %s, at whatever step', async (__, cutsPower) => {
    const wanted = [1, 2, 3, 4].map((number) => queueEntry(number).eventId);
    for (let last = 0, isDone = false; !isDone; last++) {
      const on = new SpoolStage();
      await on.put(queueEntry(1), queueEntry(4), parkedEntry(2), parkedInput(3));
      let steps = 0;
      on.files.onStep = () => {
        if (++steps > last) throw new Error('dead');
      };
      await repair(on).catch(() => undefined);
      on.files.onStep = () => undefined;
      if (cutsPower) on.files.cutPower();
      expect([...new Set(await idsIn(on))].sort()).toEqual([...wanted].sort());
      isDone = steps <= last;
      expect(last).toBeLessThan(200);
    }
  });
});

/** Event ids of all that is kept anywhere, once no claim holds any more. */
async function idsIn(on: SpoolStage): Promise<string[]> {
  await on.claim({ now: AFTER_LEASE, limit: 0 });
  const states = ['pending', 'claimed', 'parked', 'discarded'] as const;
  const listed = await on.store.list({
    ...{ target: queueEntry(1).target, states, filter: EVERY_ENTRY },
    ...{ limit: 100, after: null, withPayload: true },
  });
  return listed.map(({ eventId }) => eventId);
}
