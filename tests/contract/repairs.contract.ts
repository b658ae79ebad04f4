import fc from 'fast-check';
import {
  EVERY_ENTRY,
  type EntryFilter,
  matchesFilter,
} from '../../nodes/core/retryQueue/entryFilter';
import { byAge, entryId } from '../../nodes/core/retryQueue/entryKey';
import { released, requeued } from '../../nodes/core/retryQueue/entryTransitions';
import type { EntryState, ListedEntry, QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import type {
  ClaimRequest,
  ListRequest,
  PurgeRequest,
  RetryStore,
} from '../../nodes/core/retryQueue/retryStore';
import { failure, queueEntry, target } from '../support/queueEntries';
import { discardedBy, edited, entryOfLead, keptAs, refusedInput } from '../support/repairs';
import { AFTER_LEASE, ELSEWHERE, NOW, type OpenStore, ids } from './examinedStore';

const REFUSED = failure({ lane: 'payload', code: '22P02' });
const LATER = new Date('2036-01-01T00:00:00.000Z');
const EVERY_STATE: readonly EntryState[] = [
  ...(['pending', 'claimed', 'parked', 'replayed', 'discarded'] as const),
];

/** The part of the exam that is about people who repair what waits. */
export function describeRepairs(name: string, open: OpenStore): void {
  let store: RetryStore;
  let other: RetryStore;
  let deadline: number;

  beforeEach(async () => {
    ({
      workers: [store, other],
      deadline,
    } = await open());
  });

  const put = (...entries: QueueEntry[]) => store.put(entries, deadline);
  const claim = (options: Partial<ClaimRequest> = {}, worker = store) =>
    worker.claimDue({ target, now: NOW, limit: 100, includeNotDue: false, ...options });
  const repair = (options: Partial<ClaimRequest> = {}, worker = store) =>
    claim({ purpose: 'repair', ...options }, worker);
  const list = (options: Partial<ListRequest> = {}) =>
    store.list({
      ...{ target, states: [], filter: EVERY_ENTRY, limit: 100, after: null, withPayload: true },
      ...options,
    });
  const purge = (options: Partial<PurgeRequest> = {}) =>
    store.purge({
      ...{ target, states: ['replayed', 'discarded'], resolvedBefore: LATER, dryRun: false },
      ...options,
    });
  const discardAll = async () => {
    const held = await repair();
    await store.settle(held, keptAs(held, discardedBy(NOW)), NOW);
  };

  describe(`the retry store ${name}, asked for what is parked`, () => {
    const later = { ...queueEntry(2), nextAttemptAt: '2026-03-01T09:30:00.000Z' };
    const parked = queueEntry(3, { failure: REFUSED });

    beforeEach(() => put(queueEntry(1), later, parked, refusedInput(4)));

    it('hands out parked events together with those that are due', async () => {
      const { entries } = await claim({ purpose: 'replayParked' });
      expect(ids(entries)).toEqual(ids([queueEntry(1), parked]));
      expect(entries[1]).toEqual({ ...parked, state: 'claimed' });
    });

    it('hands out everything for repair, whatever it is and however long it is to wait', async () => {
      expect(ids((await repair()).entries)).toEqual(
        ids([queueEntry(1), later, parked, refusedInput(4)]),
      );
    });

    it('hands out to one of two people who repair at once', async () => {
      const claims = await Promise.all([repair({}, store), repair({}, other)]);
      const taken = claims.flatMap(({ entries }) => ids(entries));
      const left = await repair();
      expect(new Set([...taken, ...ids(left.entries)]).size).toBe(4);
      expect(taken.length + left.entries.length).toBe(4);
    });

    it('parks again what is given back', async () => {
      const held = await repair();
      await store.settle(held, keptAs(held, released), NOW);
      expect(await list()).toEqual([queueEntry(1), later, parked, refusedInput(4)]);
    });

    it('parks again what was parked when the lease of its claim ends', async () => {
      await repair({ filter: { ...EVERY_ENTRY, ids: ids([parked]) } });
      expect(ids((await claim({ now: AFTER_LEASE, includeNotDue: true }, other)).entries)).toEqual(
        ids([queueEntry(1), later]),
      );
      const [found] = await list({ filter: { ...EVERY_ENTRY, ids: ids([parked]) } });
      expect(found).toMatchObject({ state: 'parked', nextAttemptAt: null });
    });

    it('hands out only what the filter lets through', async () => {
      const filter = { ...EVERY_ENTRY, codes: ['22P02'] };
      expect(ids((await repair({ filter })).entries)).toEqual(ids([parked]));
      expect((await repair({ filter })).entries).toEqual([]);
      expect((await repair()).entries).toHaveLength(3);
    });
  });

  describe(`the retry store ${name}, changed by people`, () => {
    it('replays what was requeued with all its tries before it', async () => {
      await put({ ...queueEntry(1, { failure: REFUSED }), replays: 4, crashClaims: 2 });
      const held = await repair();
      await store.settle(
        held,
        keptAs(held, (entry) => requeued(entry, NOW)),
        NOW,
      );
      const { entries } = await claim();
      expect(entries).toMatchObject([
        { replays: 0, crashClaims: 0, nextAttemptAt: NOW.toISOString() },
      ]);
    });

    it('replays nothing that never was an event, though it was requeued', async () => {
      await put(refusedInput(1));
      const held = await repair();
      const again = requeued(refusedInput(1), NOW);
      await store.settle(
        held,
        keptAs(held, () => again),
        NOW,
      );
      expect((await claim()).entries).toEqual([]);
      expect((await claim({ purpose: 'replayParked' })).entries).toEqual([]);
      expect(await list()).toEqual([again]);
    });

    it('holds an edited entry under its new identity, once', async () => {
      await put(refusedInput(1), queueEntry(2));
      const held = await repair({ filter: { ...EVERY_ENTRY, ids: ids([refusedInput(1)]) } });
      const next = edited({ ...refusedInput(1), state: 'claimed' }, 9, NOW);
      await store.settle(
        held,
        keptAs(held, () => next),
        NOW,
      );
      expect(await list()).toEqual([next, queueEntry(2)]);
      expect(ids((await claim()).entries).sort()).toEqual(ids([next, queueEntry(2)]).sort());
    });

    it('keeps the identity of an edited entry through claims and further edits', async () => {
      await put(queueEntry(1, { failure: REFUSED }));
      for (const number of [7, 8]) {
        const held = await repair();
        await store.settle(
          held,
          keptAs(held, (entry) => edited(entry, number, NOW)),
          NOW,
        );
      }
      const { entries } = await claim();
      const once = edited(queueEntry(1, { failure: REFUSED }), 7, NOW);
      expect(entries).toEqual([{ ...edited(once, 8, NOW), state: 'claimed' }]);
      expect(entries[0]?.edits.map(({ payloadHash }) => payloadHash)).toEqual([
        queueEntry(1).payloadHash,
        queueEntry(7).payloadHash,
      ]);
    });

    it('hands out what was discarded to nobody, and shows who did it and why', async () => {
      await put(queueEntry(1), queueEntry(2, { failure: REFUSED }));
      await discardAll();
      for (const purpose of ['replay', 'replayParked', 'repair'] as const) {
        expect((await claim({ purpose, includeNotDue: true })).entries).toEqual([]);
      }
      expect(await list()).toEqual([]);
      expect(await list({ states: ['discarded'] })).toEqual([
        discardedBy(NOW)(queueEntry(1)),
        discardedBy(NOW)(queueEntry(2, { failure: REFUSED })),
      ]);
      expect(await store.status(target, NOW)).toMatchObject({
        oldestFailedAt: null,
        incidents: [],
      });
    });

    it('waits again when the event of a discarded entry fails once more', async () => {
      await put(queueEntry(1));
      await discardAll();
      await put(queueEntry(1, { failedAt: NOW }));
      const { entries } = await claim();
      expect(entries).toMatchObject([{ eventId: queueEntry(1).eventId, resolution: null }]);
    });
  });

  describe(`the retry store ${name}, looked at`, () => {
    it('shows what waits, oldest failure first, and claims none of it', async () => {
      await put(queueEntry(3), refusedInput(1));
      await put(queueEntry(2));
      expect(await list()).toEqual([refusedInput(1), queueEntry(2), queueEntry(3)]);
      expect((await repair()).entries).toHaveLength(3);
      expect(await list()).toMatchObject([1, 2, 3].map(() => ({ state: 'claimed' })));
    });

    it('shows payloads only when they are wanted', async () => {
      await put(queueEntry(1));
      expect(await list({ withPayload: false })).toEqual([{ ...queueEntry(1), payload: null }]);
    });

    it('shows every entry on one page, however small the pages are', async () => {
      const twin = { ...queueEntry(2), payloadHash: 'ab'.repeat(32) };
      await put(queueEntry(2), queueEntry(4), queueEntry(1));
      await put(twin, queueEntry(3, { failure: REFUSED }));
      await put(queueEntry(5, { failedAt: new Date(queueEntry(4).firstFailedAt) }));
      const pages: ListedEntry[][] = [];
      let after: ListedEntry | null = null;
      do {
        const page: ListedEntry[] = await list({ limit: 2, after });
        pages.push(page);
        after = page.at(-1) ?? null;
      } while (after !== null);
      expect(pages.flat()).toEqual(await list());
      expect(ids(pages.flat()).sort()).toEqual(ids([1, 2, 2, 3, 4, 5].map((n) => queueEntry(n))));
    });

    it('shows only the states that are asked for', async () => {
      await put(queueEntry(1), queueEntry(2, { failure: REFUSED }), queueEntry(3));
      await claim({ filter: { ...EVERY_ENTRY, ids: ids([queueEntry(3)]) } });
      expect(ids(await list({ states: ['parked', 'claimed'] }))).toEqual(
        ids([queueEntry(2), queueEntry(3)]),
      );
      expect(await list({ states: ['discarded'] })).toEqual([]);
    });

    it.each(ELSEWHERE)(
      'shows no entries of another %s, but that they wait',
      async (_, elsewhere) => {
        await put(queueEntry(1, { target: elsewhere }), queueEntry(2, { target: elsewhere }));
        expect(await list()).toEqual([]);
        expect(await list({ target: elsewhere })).toHaveLength(2);
        expect(await store.status(target, NOW)).toMatchObject({
          otherTargets: [{ target: elsewhere, waiting: 2 }],
        });
      },
    );

    it('names the causes of what waits, most entries first', async () => {
      await put(queueEntry(1), queueEntry(2, { failure: REFUSED }));
      await put(queueEntry(4, { failure: REFUSED }), queueEntry(3, { failure: REFUSED }));
      await claim();
      const { incidents } = await store.status(target, NOW);
      expect(incidents).toMatchObject([
        {
          ...{ fingerprint: queueEntry(2, { failure: REFUSED }).fingerprint, lane: 'payload' },
          ...{ code: '22P02', message: REFUSED.message, pending: 0, claimed: 0, parked: 3 },
          firstFailedAt: queueEntry(2).firstFailedAt,
          lastFailedAt: queueEntry(4).lastFailedAt,
        },
        { fingerprint: queueEntry(1).fingerprint, pending: 0, claimed: 1, parked: 0 },
      ]);
    });

    it('finds what the filter lets through, and nothing else', async () => {
      const entries = WORLD.toSorted(byAge);
      await put(...WORLD);
      await fc.assert(
        fc.asyncProperty(filters(), async (filter) => {
          const found = await list({ filter });
          const wanted = entries.filter((entry) => matchesFilter(entry, filter));
          expect(found.map(entryId)).toEqual(wanted.map(entryId));
        }),
        { numRuns: 60, examples: SIMPLE_FILTERS.map((filter) => [filter]) },
      );
    });
  });

  describe(`the retry store ${name}, purged`, () => {
    it('removes nothing that waits, whatever it is asked for', async () => {
      await put(queueEntry(1), queueEntry(2, { failure: REFUSED }), refusedInput(3));
      await repair({ filter: { ...EVERY_ENTRY, ids: ids([refusedInput(3)]) } });
      const everything = EVERY_STATE as PurgeRequest['states'];
      expect(await purge({ states: everything })).toEqual({ replayed: 0, discarded: 0 });
      expect(await list()).toHaveLength(3);
    });

    it('removes what was discarded before the given time, and only counts it at first', async () => {
      await put(queueEntry(1), queueEntry(2));
      await discardAll();
      await put(queueEntry(3));
      expect(await purge({ resolvedBefore: NOW })).toEqual({ replayed: 0, discarded: 0 });
      expect(await purge({ dryRun: true })).toEqual({ replayed: 0, discarded: 2 });
      expect(await list({ states: ['discarded'] })).toHaveLength(2);
      expect(await purge()).toEqual({ replayed: 0, discarded: 2 });
      expect(await list({ states: EVERY_STATE })).toEqual([queueEntry(3)]);
    });

    it('removes only the states that are asked for', async () => {
      await put(queueEntry(1));
      await discardAll();
      expect(await purge({ states: ['replayed'] })).toMatchObject({ discarded: 0 });
      expect(await list({ states: ['discarded'] })).toHaveLength(1);
    });

    it('forgets what was replayed at the latest then', async () => {
      await put(queueEntry(1));
      const held = await claim();
      const [entry] = held.entries;
      if (entry === undefined) throw new Error('Nothing was claimed.');
      await store.settle(held, [{ entry, outcome: 'replayed' }], NOW);
      const resolution = { outcome: 'replayed', at: NOW.toISOString(), by: null, reason: null };
      const remembered = await list({ states: ['replayed'] });
      expect([
        [],
        [{ ...queueEntry(1), ...{ state: 'replayed', nextAttemptAt: null, resolution } }],
      ]).toContainEqual(remembered);
      expect(await purge()).toEqual({ replayed: remembered.length, discarded: 0 });
      expect(await list({ states: EVERY_STATE })).toEqual([]);
    });

    it.each(ELSEWHERE)('leaves what was discarded of another %s alone', async (_, elsewhere) => {
      await put(queueEntry(1, { target: elsewhere }));
      const held = await repair({ target: elsewhere });
      await store.settle(held, keptAs(held, discardedBy(NOW)), NOW);
      expect(await purge()).toEqual({ replayed: 0, discarded: 0 });
      expect(await list({ target: elsewhere, states: ['discarded'] })).toHaveLength(1);
    });
  });
}

/** Entries that differ in all that a filter asks for. */
const WORLD: readonly QueueEntry[] = [
  queueEntry(1),
  entryOfLead(2, 'John@example.com'),
  entryOfLead(3, 'lead@example.com', { failure: REFUSED }),
  refusedInput(4),
  { ...refusedInput(5), eventType: 'NOTE_ADDED' },
  { ...queueEntry(6, { failure: failure({ lane: 'environment', code: '28P01' }) }) },
  { ...queueEntry(6), payloadHash: 'ab'.repeat(32) },
  { ...queueEntry(7), lastErrors: [] },
];

/** Each of one condition: a mixture mostly lets nothing through. */
const SIMPLE_FILTERS: readonly EntryFilter[] = [
  { ...EVERY_ENTRY, ids: ids(WORLD.slice(0, 2)) },
  { ...EVERY_ENTRY, ids: WORLD.slice(5, 7).map(entryId) },
  { ...EVERY_ENTRY, lanes: ['payload'] },
  { ...EVERY_ENTRY, codes: ['ECONNREFUSED'] },
  { ...EVERY_ENTRY, eventTypes: ['NOTE_ADDED'] },
  { ...EVERY_ENTRY, leads: ['john@example.com', 'lead-4@example.com'] },
  { ...EVERY_ENTRY, failedFrom: queueEntry(3).firstFailedAt },
  { ...EVERY_ENTRY, failedBefore: queueEntry(3).firstFailedAt },
];

function filters(): fc.Arbitrary<EntryFilter> {
  const some = <T>(...values: T[]) =>
    fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.subarray(values, { minLength: 1 }));
  const times = WORLD.map(({ firstFailedAt }) => firstFailedAt);
  const time = fc.option(fc.constantFrom(...times), { freq: 2 });
  const [one, two] = [WORLD[1], WORLD[6]].map((entry) =>
    entry === undefined ? '' : entryId(entry),
  );
  return fc.record({
    ids: some(one ?? '', two ?? '', ...ids(WORLD.slice(0, 4)), 'nobody', 'a\0b'),
    lanes: some('transient', 'environment', 'payload', 'conflict'),
    codes: some('ECONNREFUSED', '22P02', '28P01', 'invalid_event', 'unknown\0'),
    fingerprints: some(...WORLD.map(({ fingerprint }) => fingerprint)),
    eventTypes: some('NOTE_ADDED', 'SMS_SENT', 'note_added'),
    leads: some('john@example.com', 'lead@example.com', 'lead-4@example.com', 'John@example.com'),
    failedFrom: time,
    failedBefore: time,
  });
}
