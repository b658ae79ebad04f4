import { released } from '../../nodes/core/retryQueue/entryTransitions';
import type { QueueEntry, Target } from '../../nodes/core/retryQueue/queueEntry';
import type { Claim, RetryStore, Settlement } from '../../nodes/core/retryQueue/retryStore';
import { failure, queueEntry, target } from '../support/queueEntries';
import { AFTER_LEASE, ELSEWHERE, NOW, type OpenStore, ids } from './examinedStore';
import { describeRepairs } from './repairs.contract';

/** The exam that every retry store sits. `open` makes an empty store. */
export function describeRetryStore(name: string, open: OpenStore): void {
  describe(`the retry store ${name}`, () => {
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
    const claim = (
      worker: RetryStore,
      options: { now?: Date; limit?: number; all?: boolean } = {},
    ) =>
      worker.claimDue({
        target,
        now: options.now ?? NOW,
        limit: options.limit ?? 100,
        includeNotDue: options.all ?? false,
      });
    const depthOf = async (wanted: Target = target) => {
      const { depth } = await store.status(wanted, NOW);
      const counts = { pending: 0, claimed: 0, parked: 0, replayed: 0, discarded: 0 };
      for (const { state, count } of depth) counts[state] += count;
      return counts;
    };

    it('gives back an entry as it was put, but claimed', async () => {
      const entry = queueEntry(1);
      await put(entry);
      const { entries } = await claim(store);
      expect(entries).toEqual([{ ...entry, state: 'claimed' }]);
    });

    it('says that it took everything, also what it has already or nothing', async () => {
      const everything = { left: [], code: null };
      expect(await put(queueEntry(1), queueEntry(2))).toEqual(everything);
      expect(await put(queueEntry(2))).toEqual(everything);
      expect(await put()).toEqual(everything);
    });

    it('keeps an entry once however often it is put', async () => {
      await put(queueEntry(1), queueEntry(2), queueEntry(1));
      await put(queueEntry(1), queueEntry(2));
      expect(await depthOf()).toMatchObject({ pending: 2 });
      const { entries } = await claim(store);
      expect(ids(entries)).toEqual(ids([queueEntry(1), queueEntry(2)]));
    });

    it('keeps two payloads of one event apart', async () => {
      const twin = { ...queueEntry(1), payloadHash: 'ab'.repeat(32) };
      await put(queueEntry(1));
      await put(twin);
      expect((await claim(store)).entries).toHaveLength(2);
    });

    it('hands out the oldest failures first, up to the limit', async () => {
      await put(queueEntry(5), queueEntry(3));
      await put(queueEntry(4), queueEntry(1), queueEntry(2));
      expect(ids((await claim(store, { limit: 4 })).entries)).toContain(queueEntry(1).eventId);
      const rest = await claim(store);
      expect(rest.entries).toHaveLength(1);
    });

    it('sorts what one put brought by age, whatever its order was', async () => {
      await put(queueEntry(3), queueEntry(1), queueEntry(2));
      const { entries } = await claim(store, { limit: 2 });
      expect(ids(entries)).toEqual(ids([queueEntry(1), queueEntry(2)]));
    });

    it('hands an entry to one of several workers that ask at once', async () => {
      const entries = numbers(60).map((number) => queueEntry(number));
      for (const entry of entries) await put(entry);
      const claims = await Promise.all(
        [store, other, store, other].map((worker) => claim(worker, { limit: 30 })),
      );
      const taken = claims.flatMap((one) => ids(one.entries));
      expect(new Set(taken).size).toBe(taken.length);
      const left = await claim(store);
      expect(taken.length + left.entries.length).toBe(entries.length);
    });

    it.each(ELSEWHERE)('leaves the entries of another %s alone', async (_, elsewhere) => {
      await put(queueEntry(1, { target: elsewhere }));
      expect((await claim(store)).entries).toEqual([]);
      expect(await depthOf()).toMatchObject({ pending: 0 });
      expect(await depthOf(elsewhere)).toMatchObject({ pending: 1 });
    });

    it('waits for the next attempt, unless asked for all', async () => {
      const later = { ...queueEntry(1), nextAttemptAt: '2026-03-01T09:00:00.001Z' };
      await put(later, queueEntry(2));
      expect(ids((await claim(store)).entries)).toEqual(ids([queueEntry(2)]));
      expect((await claim(store)).entries).toEqual([]);
      expect(ids((await claim(store, { all: true })).entries)).toEqual(ids([later]));
    });

    it('passes over what failed after the given time', async () => {
      await put(queueEntry(1), queueEntry(2));
      const { entries } = await store.claimDue({
        target,
        now: NOW,
        limit: 10,
        includeNotDue: true,
        failedUntil: new Date(queueEntry(1).lastFailedAt),
      });
      expect(ids(entries)).toEqual(ids([queueEntry(1)]));
    });

    it('never hands out parked entries', async () => {
      await put(queueEntry(1, { failure: failure({ lane: 'payload' }) }), queueEntry(2));
      expect(ids((await claim(store, { all: true })).entries)).toEqual(ids([queueEntry(2)]));
      expect(await depthOf()).toMatchObject({ parked: 1, claimed: 1 });
    });

    it('forgets what was replayed and keeps what was not', async () => {
      await put(queueEntry(1), queueEntry(2), queueEntry(3), queueEntry(4));
      const held = await claim(store);
      await store.settle(held, settlements(held), NOW);
      expect(await depthOf()).toMatchObject({ pending: 1, parked: 1, claimed: 0 });
      const again = await claim(store, { now: new Date(NOW.getTime() + 60_000) });
      const [kept] = again.entries;
      expect(kept).toMatchObject({ eventId: queueEntry(3).eventId, replays: 1, fingerprint: 'f1' });
      expect(kept?.lastErrors).toHaveLength(2);
    });

    it('keeps what a claim leaves out claimed until the lease ends', async () => {
      await put(queueEntry(1), queueEntry(2));
      const held = await claim(store);
      const [first] = held.entries;
      if (first === undefined) throw new Error('Nothing was claimed.');
      await store.settle(held, [{ entry: first, outcome: 'replayed' }], NOW);
      expect((await claim(other)).entries).toEqual([]);
      expect(await depthOf()).toMatchObject({ claimed: 1 });
      expect(ids((await claim(other, { now: AFTER_LEASE })).entries)).toEqual(ids([queueEntry(2)]));
    });

    it('keeps every entry when nothing of a claim is settled', async () => {
      await put(queueEntry(1), queueEntry(2));
      await store.settle(await claim(store), [], NOW);
      expect(await depthOf()).toMatchObject({ claimed: 2 });
      expect((await claim(other, { now: AFTER_LEASE })).entries).toHaveLength(2);
    });

    it('takes back a claim whose lease ended, and counts the crash', async () => {
      await put(queueEntry(1));
      await claim(store);
      const { entries } = await claim(other, { now: AFTER_LEASE });
      expect(entries).toMatchObject([{ eventId: queueEntry(1).eventId, crashClaims: 1 }]);
      expect(entries[0]?.lastErrors.at(-1)?.code).toBe('claim_crashed');
    });

    it('parks an entry whose worker crashed three times', async () => {
      await put(queueEntry(1));
      let now = NOW;
      for (let crash = 0; crash < 3; crash++) {
        expect((await claim(store, { now })).entries).toHaveLength(1);
        now = new Date(now.getTime() + 121_000);
      }
      expect((await claim(store, { now })).entries).toEqual([]);
      expect(await depthOf()).toMatchObject({ parked: 1, pending: 0, claimed: 0 });
    });

    it('does not lose an entry whose claim was settled after its lease ended', async () => {
      await put(queueEntry(1));
      const late = await claim(store);
      const current = await claim(other, { now: AFTER_LEASE });
      expect(await store.settle(late, late.entries.map(giveBack), AFTER_LEASE)).toBe(0);
      expect(await depthOf()).toMatchObject({ claimed: 1, pending: 0 });
      expect(await other.settle(current, current.entries.map(giveBack), AFTER_LEASE)).toBe(1);
      expect((await claim(store, { now: AFTER_LEASE })).entries).toHaveLength(1);
    });

    it('takes a released entry back as it was', async () => {
      await put(queueEntry(1));
      const held = await claim(store);
      await store.settle(held, held.entries.map(giveBack), NOW);
      const { entries } = await claim(store);
      expect(entries).toEqual([{ ...queueEntry(1), state: 'claimed' }]);
    });

    it('tells the depth by state and lane and the age of the oldest', async () => {
      expect(await store.status(target, NOW)).toMatchObject({ depth: [], oldestFailedAt: null });
      await put(queueEntry(7), queueEntry(4));
      await put(queueEntry(5, { failure: failure({ lane: 'environment' }) }));
      await put(queueEntry(6, { failure: failure({ lane: 'conflict' }) }));
      const { depth, oldestFailedAt } = await store.status(target, NOW);
      expect(oldestFailedAt).toBe(queueEntry(4).firstFailedAt);
      expect(depth).toHaveLength(3);
      expect(depth).toEqual(
        expect.arrayContaining([
          { state: 'pending', lane: 'transient', count: 2 },
          { state: 'pending', lane: 'environment', count: 1 },
          { state: 'parked', lane: 'conflict', count: 1 },
        ]),
      );
    });

    it('keeps more entries than fit into one file or statement', async () => {
      await put(...numbers(1100).map((number) => queueEntry(number)));
      expect(await depthOf()).toMatchObject({ pending: 1100 });
      const held = await claim(store, { limit: 700 });
      expect(ids(held.entries)).toEqual(ids(numbers(700).map((number) => queueEntry(number))));
    });
  });
  describeRepairs(name, open);
}

/** First replayed, second a duplicate, third failed and due in a minute, fourth parked. */
function settlements({ entries }: Claim): Settlement[] {
  const [one, two, three, four] = entries;
  if (!one || !two || !three || !four) throw new Error('Four entries were expected.');
  const error = { ...three.firstError, at: NOW.toISOString() };
  const failed: QueueEntry = {
    ...three,
    state: 'pending',
    replays: 1,
    fingerprint: 'f1',
    lastErrors: [...three.lastErrors, error],
    nextAttemptAt: new Date(NOW.getTime() + 60_000).toISOString(),
  };
  return [
    { entry: one, outcome: 'replayed' },
    { entry: two, outcome: 'duplicate' },
    { entry: three, outcome: 'kept', next: failed },
    { entry: four, outcome: 'kept', next: { ...four, state: 'parked', nextAttemptAt: null } },
  ];
}

function giveBack(entry: QueueEntry): Settlement {
  return { entry, outcome: 'kept', next: released(entry) };
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
