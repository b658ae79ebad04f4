import { CancelledError, ConfigurationError } from '../../nodes/core/errors';
import { purgeQueue, type PurgeQueueRequest } from '../../nodes/core/purgeQueue';
import { discarded } from '../../nodes/core/retryQueue/entryTransitions';
import { ManualClock } from '../support/manualClock';
import { NaiveStore, silence } from '../support/naiveStore';
import { queueEntry, target } from '../support/queueEntries';

const DAY = 86_400_000;
const clock = new ManualClock();

function endedAgo(number: number, days: number) {
  const now = new Date(clock.now().getTime() - days * DAY);
  return discarded(queueEntry(number), { by: 'Ada', reason: 'Test data', now });
}

async function stage() {
  const [table, spool] = [new NaiveStore('queueTable'), new NaiveStore('spool')];
  await table.put([queueEntry(1), endedAgo(2, 31), endedAgo(3, 29)]);
  await spool.put([endedAgo(4, 31)]);
  const purge = (changes: Partial<PurgeQueueRequest> = {}, signal?: AbortSignal) =>
    purgeQueue(
      { target, states: ['discarded'], olderThanDays: 30, dryRun: false, ...changes },
      { stores: [table, spool], clock, signal },
    );
  return { table, spool, purge };
}

describe('purging', () => {
  it('removes of every store what was resolved longer ago, and counts it', async () => {
    const { table, spool, purge } = await stage();
    expect(await purge()).toEqual({
      ...{ dryRun: false, replayed: 0, discarded: 2 },
      resolvedBefore: new Date(clock.now().getTime() - 30 * DAY).toISOString(),
      stores: [
        { store: 'queueTable', replayed: 0, discarded: 1, error: null },
        { store: 'spool', replayed: 0, discarded: 1, error: null },
      ],
    });
    expect(table.entries).toEqual([queueEntry(1), endedAgo(3, 29)]);
    expect(spool.entries).toEqual([]);
  });

  it('only counts in a dry run', async () => {
    const { table, purge } = await stage();
    expect(await purge({ dryRun: true })).toMatchObject({ dryRun: true, discarded: 2 });
    expect(table.entries).toHaveLength(3);
  });

  it('goes by the states that are asked for', async () => {
    const { table, purge } = await stage();
    expect(await purge({ states: ['replayed'] })).toMatchObject({ replayed: 0, discarded: 0 });
    expect(table.entries).toHaveLength(3);
  });

  it.each(['pending', 'parked', 'claimed'])('refuses %s entries by name', async (state) => {
    const { table, purge } = await stage();
    const error: unknown = await purge({ states: ['discarded', state] }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(`names ${state}`);
    expect(table.entries).toHaveLength(3);
  });

  it('refuses a state that there is not without repeating it, and none at all', async () => {
    const { purge } = await stage();
    await expect(purge({ states: ['lead@example.com'] })).rejects.toThrow('text of 16 characters');
    await expect(purge({ states: [] })).rejects.toThrow('States is empty');
  });

  it.each([-1, 0.5, Number.NaN, Infinity, 36_501])('refuses %p days', async (olderThanDays) => {
    const { table, purge } = await stage();
    await expect(purge({ olderThanDays })).rejects.toThrow('Older Than (Days) must be a whole');
    expect(table.entries).toHaveLength(3);
  });

  it.each([
    [0, 1],
    [36_500, 3],
  ])('takes %p days and leaves %p of three entries', async (olderThanDays, left) => {
    const { table, purge } = await stage();
    await purge({ olderThanDays });
    expect(table.entries).toHaveLength(left);
  });

  it('goes on with the other stores when one fails, and says so', async () => {
    const { table, purge } = await stage();
    table.faults.purge = silence();
    expect((await purge()).stores).toEqual([
      {
        ...{ store: 'queueTable', replayed: 0, discarded: 0 },
        error: 'The store does not answer. Start it.',
      },
      { store: 'spool', replayed: 0, discarded: 1, error: null },
    ]);
  });

  it('purges no store when it is cancelled', async () => {
    const { table, purge } = await stage();
    await expect(purge({}, AbortSignal.abort())).rejects.toThrow(CancelledError);
    expect(table.entries).toHaveLength(3);
  });
});
