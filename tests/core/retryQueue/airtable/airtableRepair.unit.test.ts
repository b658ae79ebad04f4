import type { AirtableStore } from '../../../../nodes/core/retryQueue/airtable/airtableStore';
import { EVERY_ENTRY } from '../../../../nodes/core/retryQueue/entryFilter';
import { discarded, released, requeued } from '../../../../nodes/core/retryQueue/entryTransitions';
import type { QueueEntry } from '../../../../nodes/core/retryQueue/queueEntry';
import type { Claim, ClaimRequest, Settlement } from '../../../../nodes/core/retryQueue/retryStore';
import { systemRandom } from '../../../../nodes/core/systemClock';
import { ANSWERS } from '../../../../stand/services/airtableAnswers';
import { AirtableStage } from '../../../support/faults/airtableStage';
import { meanwhile } from '../../../support/faults/meanwhile';
import { failure, queueEntry, target } from '../../../support/queueEntries';

const NOW = new Date('2026-03-01T09:00:00.000Z');
const AFTER_LEASE = new Date(NOW.getTime() + 180_000);
const ALL = { target, now: NOW, limit: 1000, includeNotDue: true };
const REPAIR: ClaimRequest = { ...ALL, purpose: 'repair' };

let stage: AirtableStage;
let store: AirtableStore;
beforeEach(async () => {
  stage = await AirtableStage.open();
  store = stage.store();
});
afterEach(() => stage.server.stop());

const put = (...entries: QueueEntry[]) => store.put(entries, stage.in(600_000));
const parkedEntry = (number: number) =>
  queueEntry(number, { failure: failure({ lane: 'payload', code: '22003' }) });
const setByHand = (entry: QueueEntry, state: string) =>
  stage.server.edit(stage.recordOf(entry), { state });
const ids = (entries: ReadonlyArray<{ eventId: string }>) => entries.map(({ eventId }) => eventId);
const noise = (bytes: number) => Buffer.from(systemRandom.bytes(bytes)).toString('base64');

/** As Edit changes an event: the same id, another content. */
function edited(entry: QueueEntry, text = 'repaired'): QueueEntry {
  const payload = entry.payload.replace('line one', text);
  const payloadHash = 'ed'.repeat(32);
  return requeued({ ...entry, payload, payloadHash, payloadKind: 'event' }, NOW);
}

const settleAs = (claim: Claim, next: (entry: QueueEntry) => QueueEntry) =>
  store.settle(
    claim,
    claim.entries.map((entry) => ({ entry, outcome: 'kept', next: next(entry) })),
    NOW,
  );

const listed = (states: Parameters<AirtableStore['list']>[0]['states'], filter = EVERY_ENTRY) =>
  store.list({ target, states, filter, limit: 1000, after: null, withPayload: false });

describe('what people do in the grid of Airtable', () => {
  it('is what a list shows', async () => {
    await put(queueEntry(1), queueEntry(2), parkedEntry(3), queueEntry(4));
    setByHand(queueEntry(1), 'discarded');
    setByHand(queueEntry(2), 'parked');
    setByHand(parkedEntry(3), 'pending');
    expect(await listed([])).toMatchObject([
      { eventId: queueEntry(2).eventId, state: 'parked', nextAttemptAt: null },
      { eventId: parkedEntry(3).eventId, state: 'pending', nextAttemptAt: expect.any(String) },
      { eventId: queueEntry(4).eventId, state: 'pending' },
    ]);
    expect(await listed(['discarded'])).toMatchObject([
      { eventId: queueEntry(1).eventId, state: 'discarded', nextAttemptAt: null, resolution: null },
    ]);
  });

  it('requeues what was parked, for good: a crash does not park it again', async () => {
    const entry = { ...parkedEntry(1), replays: 5, crashClaims: 2 };
    await put(entry);
    setByHand(entry, 'pending');
    const due = { ...ALL, includeNotDue: false };
    expect((await store.claimDue(due)).entries).toMatchObject([{ replays: 0, crashClaims: 0 }]);
    const again = await stage.store().claimDue({ ...due, now: AFTER_LEASE });
    expect(again.entries).toMatchObject([{ eventId: entry.eventId, crashClaims: 1 }]);
  });

  it('requeues what was discarded or replayed', async () => {
    await put(parkedEntry(1), queueEntry(2));
    const held = await store.claimDue(REPAIR);
    const by = { by: 'John', reason: 'a test', now: NOW };
    await settleAs(held, (entry) => discarded(entry, by));
    setByHand(parkedEntry(1), 'pending');
    const { entries } = await store.claimDue(ALL);
    expect(entries).toMatchObject([{ eventId: parkedEntry(1).eventId, resolution: null }]);
  });

  it('keeps parked what a person parked, also when a repair of it is given back', async () => {
    await put(queueEntry(1));
    setByHand(queueEntry(1), 'parked');
    expect((await store.claimDue(ALL)).entries).toEqual([]);
    await settleAs(await store.claimDue(REPAIR), released);
    expect((await store.claimDue(ALL)).entries).toEqual([]);
    expect(await listed([])).toMatchObject([{ state: 'parked' }]);
  });

  it.each(['parked', 'discarded'])(
    'leaves a record that a person makes %s while it is claimed, unless its event is in the log',
    async (state) => {
      await put(queueEntry(1), queueEntry(2));
      const claim = await store.claimDue(ALL);
      setByHand(queueEntry(1), state);
      setByHand(queueEntry(2), state);
      const [kept, replayed] = claim.entries;
      if (kept === undefined || replayed === undefined) throw new Error('Two were claimed.');
      const settlements: Settlement[] = [
        { entry: kept, outcome: 'kept', next: released(kept) },
        { entry: replayed, outcome: 'replayed' },
      ];
      expect(await store.settle(claim, settlements, NOW)).toBe(1);
      expect(stage.recordOf(queueEntry(1)).fields.state).toBe(state);
      expect(stage.recordOf(queueEntry(2)).fields.state).toBe('replayed');
    },
  );

  it('lets parked events be replayed, but not what never was one', async () => {
    const never: QueueEntry = { ...parkedEntry(2), payloadKind: 'parked', payload: '{}' };
    await put(parkedEntry(1), never);
    const request: ClaimRequest = { ...ALL, purpose: 'replayParked' };
    expect(ids((await store.claimDue(request)).entries)).toEqual([parkedEntry(1).eventId]);
    expect(stage.recordOf(never).fields.state).toBe('parked');
  });

  it.each(['discarded', 'replayed'] as const)(
    'is %s, and a worker that looked before does not bring it back',
    async (outcome) => {
      await put(queueEntry(1), queueEntry(2));
      const other = stage.store();
      const held = await other.claimDue({ ...ALL, limit: 1 });
      stage.server.edit(stage.recordOf(queueEntry(1)), { next_retry_at: NOW.toISOString() });
      const by = { by: 'John', reason: 'a test', now: NOW };
      const [entry] = held.entries;
      if (entry === undefined) throw new Error('An entry was expected.');
      const resolution = { outcome, at: NOW.toISOString(), by: null, reason: null };
      const ended =
        outcome === 'discarded' ? discarded(entry, by) : { ...entry, state: outcome, resolution };
      const http = meanwhile(stage.http, {
        method: 'GET',
        happens: async () => {
          await other.settle(held, [{ entry, outcome: 'kept', next: ended }], NOW);
        },
      });
      const { entries } = await stage.store({ http }).claimDue(ALL);
      expect(ids(entries)).toEqual([queueEntry(2).eventId]);
      expect(stage.recordOf(queueEntry(1)).fields.state).toBe(outcome);
    },
  );
});

describe('an edited event in Airtable', () => {
  beforeEach(() => put(parkedEntry(1), queueEntry(2)));

  const repair = async () => {
    const filter = { ...EVERY_ENTRY, ids: [parkedEntry(1).eventId] };
    return store.claimDue({ ...REPAIR, filter });
  };
  const payloads = () => stage.recordsOf(parkedEntry(1)).map(({ fields }) => fields.payload);

  it('has a record of its own, and the old one is gone', async () => {
    const held = await repair();
    expect(held.entries).toHaveLength(1);
    await settleAs(held, (entry) => edited(entry));
    expect(payloads()).toEqual([expect.stringContaining('repaired')]);
    const { entries } = await store.claimDue(ALL);
    expect(entries).toHaveLength(2);
  });

  it('is there twice, and never not at all, when the old record cannot be deleted just then', async () => {
    const held = await repair();
    stage.server.answer('DELETE', ANSWERS.unavailable, { times: 9 });
    await expect(settleAs(held, (entry) => edited(entry))).rejects.toThrow('could not serve');
    expect(payloads().sort()).toEqual([
      expect.stringContaining('line one'),
      expect.stringContaining('repaired'),
    ]);
    stage.server.calm();
    const { entries } = await store.claimDue({ ...ALL, now: AFTER_LEASE });
    expect(entries).toHaveLength(2);
    expect(await listed(['parked'])).toMatchObject([{ crashClaims: 0 }]);
  });

  it('stays as it was when Airtable does not take its new record', async () => {
    const held = await repair();
    stage.server.answer('PATCH', ANSWERS.unavailable, { times: 9 });
    await expect(settleAs(held, (entry) => edited(entry))).rejects.toThrow('could not serve');
    expect(payloads()).toEqual([expect.stringContaining('line one')]);
  });

  it.each(['PATCH', 'DELETE'] as const)('sits out a penalty of its %s', async (method) => {
    const held = await repair();
    stage.server.answer(method, ANSWERS.rateLimit);
    const before = stage.clock.elapsed();
    await settleAs(held, (entry) => edited(entry));
    expect(stage.clock.elapsed() - before).toBeGreaterThanOrEqual(30_000);
    expect(payloads()).toEqual([expect.stringContaining('repaired')]);
  });

  it.each(['PATCH', 'DELETE'] as const)(
    'is there once when the answer to its %s is lost',
    async (method) => {
      const held = await repair();
      stage.server.plan(method, { kind: 'resetAfterCommit' });
      await settleAs(held, (entry) => edited(entry));
      expect(payloads()).toEqual([expect.stringContaining('repaired')]);
    },
  );

  it('takes all copies of its record along', async () => {
    stage.server.duplicate(stage.recordOf(parkedEntry(1)));
    await settleAs(await repair(), (entry) => edited(entry));
    expect(payloads()).toEqual([expect.stringContaining('repaired')]);
  });

  it('is not put when another worker has it by now', async () => {
    const held = await repair();
    await stage.store().claimDue({ ...REPAIR, now: AFTER_LEASE });
    await settleAs(held, (entry) => edited(entry));
    expect(payloads()).toEqual([expect.stringContaining('line one')]);
    expect(stage.logged).toContainEqual(
      expect.objectContaining({ context: { missing: 1, of: 1 } }),
    );
  });

  it('stays as it was when it is too long now, and the reason is told', async () => {
    const held = await repair();
    const settling = settleAs(held, (entry) => edited(entry, noise(200_000)));
    await expect(settling).rejects.toMatchObject({ code: 'too_large' });
    expect(await listed(['parked'])).toMatchObject([{ eventId: parkedEntry(1).eventId }]);
    expect((await repair()).entries).toHaveLength(1);
  });

  it('is given up as old when the token may not delete', async () => {
    const held = await repair();
    stage.server.answer('DELETE', ANSWERS.noAccess, { times: 9 });
    await settleAs(held, (entry) => edited(entry));
    const states = stage.recordsOf(parkedEntry(1)).map(({ fields }) => fields.state);
    expect(states.sort()).toEqual(['discarded', 'pending']);
  });
});

describe('429 in the middle of a claim for repair', () => {
  it.each<[string, 'GET' | 'PATCH', number]>([
    ['before anything is marked', 'GET', 0],
    ['of the marks', 'PATCH', 1],
    ['before the marks are read back', 'GET', 1],
  ])('%s: nothing is lost, and nobody counts a crash', async (_, method, after) => {
    const entries = Array.from({ length: 15 }, (_entry, i) => parkedEntry(i + 1));
    await put(...entries);
    stage.server.answer(method, ANSWERS.rateLimit, { after });
    await expect(store.claimDue(REPAIR)).rejects.toThrow('for 30 seconds');
    stage.clock.advance(30_000);
    const again = await store.claimDue(REPAIR);
    expect(again.entries).toHaveLength(15);
    expect(again.entries.every(({ crashClaims }) => crashClaims === 0)).toBe(true);
    await settleAs(again, released);
    expect(stage.server.records.map(({ fields }) => fields.state)).toEqual(
      Array(15).fill('parked'),
    );
  });
});
