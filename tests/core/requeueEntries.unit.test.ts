import type { RepairParts } from '../../nodes/core/repair/repairEntries';
import { requeueEntries } from '../../nodes/core/requeueEntries';
import { EVERY_ENTRY } from '../../nodes/core/retryQueue/entryFilter';
import type { QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import { ManualClock } from '../support/manualClock';
import { NaiveStore, silence } from '../support/naiveStore';
import { failure, queueEntry, storedEvent, target } from '../support/queueEntries';
import { silentLogger } from '../support/silentLogger';

const REFUSED = failure({ lane: 'payload', code: '22003' });
const parked = (number: number) => queueEntry(number, { failure: REFUSED });
const input = (number: number): QueueEntry => ({ ...parked(number), payloadKind: 'parked' });
const waiting = (number: number): QueueEntry => ({
  ...queueEntry(number),
  ...{ replays: 3, crashClaims: 2, nextAttemptAt: '2026-03-01T12:00:00.000Z' },
});

const clock = new ManualClock();
const NOW = clock.now().toISOString();
const A_MINUTE_AGO = new Date(clock.now().getTime() - 60_000).toISOString();

async function stage(...entries: QueueEntry[][]) {
  const [table, spool] = [new NaiveStore('queueTable'), new NaiveStore('spool')];
  await table.put(entries[0] ?? []);
  await spool.put(entries[1] ?? []);
  const parts: RepairParts = {
    ...{ stores: [table, spool], clock, logger: silentLogger, deadline: clock.elapsed() + 1 },
  };
  const requeue = (filter = EVERY_ENTRY, limit = 100, changes: Partial<RepairParts> = {}) =>
    requeueEntries({ target, filter, limit }, { ...parts, ...changes });
  return { table, spool, requeue };
}

describe('requeueing', () => {
  it('makes parked and pending events due now, in every store, with all their replays', async () => {
    const { table, spool, requeue } = await stage([parked(1), waiting(2)], [parked(3)]);
    expect(await requeue()).toMatchObject({ changed: 3, skipped: 0, remaining: 0 });
    const due = { state: 'pending', nextAttemptAt: NOW, replays: 0, crashClaims: 0 };
    expect([...table.entries, ...spool.entries]).toMatchObject([due, due, due]);
  });

  it('leaves inputs that never were events, counts them and says the cure', async () => {
    const { table, requeue } = await stage([input(1), parked(2)]);
    const report = await requeue();
    expect(report).toMatchObject({ changed: 1, skipped: 1 });
    expect(report.stores[0]?.skipped).toEqual([
      { reason: 'refusedInput', count: 1, hint: expect.stringContaining('Edit it') as string },
    ]);
    expect(table.entries[0]).toEqual(input(1));
  });

  it('changes nothing the second time', async () => {
    const { table, requeue } = await stage([parked(1), waiting(2)]);
    await requeue();
    const { entries } = table;
    const report = await requeue();
    expect(report.stores[0]).toMatchObject({
      ...{ changed: 0, skipped: [{ reason: 'dueAlready', count: 2 }] },
    });
    expect(table.entries).toEqual(entries);
  });

  it('takes what the filter means and nothing else', async () => {
    const { table, requeue } = await stage([parked(1), parked(2)]);
    await requeue({ ...EVERY_ENTRY, ids: [storedEvent(2).id] });
    expect(table.entries.map(({ state }) => state)).toEqual(['parked', 'pending']);
  });

  it('ends with the limit over all stores and counts what remains', async () => {
    const { table, spool, requeue } = await stage(
      [parked(1), input(2), parked(3), parked(4)],
      [parked(5), queueEntry(6)],
    );
    const report = await requeue(EVERY_ENTRY, 2);
    expect(report).toMatchObject({ changed: 2, remaining: 2 });
    expect(report.stores.map(({ remaining }) => remaining)).toEqual([1, 1]);
    const states = [...table.entries, ...spool.entries].map(({ state }) => state);
    expect(states).toEqual(['pending', 'parked', 'pending', 'parked', 'parked', 'pending']);
  });

  it('goes on behind a page of entries that it leaves alone', async () => {
    const inputs = Array.from({ length: 501 }, (_, index) => input(index + 1));
    const { requeue } = await stage([...inputs, parked(600)]);
    expect(await requeue(EVERY_ENTRY, 1)).toMatchObject({ changed: 1, skipped: 501 });
  });

  it('leaves to another what another holds', async () => {
    const { table, requeue } = await stage([parked(1), parked(2)]);
    const filter = { ...EVERY_ENTRY, ids: [storedEvent(1).id] };
    const claim = { target, now: clock.now(), limit: 1, includeNotDue: true, filter };
    await table.claimDue({ ...claim, purpose: 'repair' });
    const report = await requeue();
    expect(report.stores[0]).toMatchObject({
      ...{ changed: 1, skipped: [{ reason: 'claimed', count: 1 }] },
    });
    expect(table.entries.map(({ state }) => state)).toEqual(['claimed', 'pending']);
  });

  it('looks again at what it holds, since another may have been quicker', async () => {
    const { table, requeue } = await stage([parked(1)]);
    const taken: QueueEntry = {
      ...parked(1),
      ...{ state: 'pending', nextAttemptAt: A_MINUTE_AGO },
    };
    table.beforeClaim = () => (table.entries = [taken]);
    expect(await requeue()).toMatchObject({ changed: 0, skipped: 1 });
    expect(table.only).toEqual(taken);
  });

  it('tells the other stores what it settled', async () => {
    const { spool, requeue } = await stage([parked(1)]);
    await requeue();
    expect(spool.toldOf).toMatchObject([{ outcome: 'kept', next: { state: 'pending' } }]);
  });

  it('goes on with the other stores when one fails, and says so', async () => {
    const { table, requeue } = await stage([parked(1)], [parked(2)]);
    table.faults.settle = silence();
    const report = await requeue();
    expect(report).toMatchObject({ changed: 1, remaining: null });
    expect(report.stores).toMatchObject([
      { store: 'queueTable', changed: 0, error: 'The store does not answer. Start it.' },
      { store: 'spool', changed: 1, error: null },
    ]);
  });

  it('begins nothing more when it is cancelled or out of time', async () => {
    const { table, requeue } = await stage([parked(1)]);
    const cancelled = await requeue(EVERY_ENTRY, 1, { signal: AbortSignal.abort() });
    const late = await requeue(EVERY_ENTRY, 1, { deadline: clock.elapsed() });
    expect(cancelled).toMatchObject({ changed: 0, remaining: null });
    expect([cancelled, late].map(({ stoppedBecause }) => stoppedBecause)).toEqual([
      ...['The execution was cancelled.', 'The time limit was reached.'],
    ]);
    expect(table.claims).toEqual([]);
  });

  it.each([0, -1, 1.5, Number.NaN, 1_000_001])('refuses the limit %p', async (limit) => {
    const { requeue } = await stage();
    await expect(requeue(EVERY_ENTRY, limit)).rejects.toThrow('The parameter Limit must be');
  });
});
