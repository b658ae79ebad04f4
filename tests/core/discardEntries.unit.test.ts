import { discardEntries, type DiscardRequest } from '../../nodes/core/discardEntries';
import { ConfigurationError } from '../../nodes/core/errors';
import { EVERY_ENTRY } from '../../nodes/core/retryQueue/entryFilter';
import type { QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import { ManualClock } from '../support/manualClock';
import { NaiveStore } from '../support/naiveStore';
import { failure, queueEntry, storedEvent, target } from '../support/queueEntries';
import { silentLogger } from '../support/silentLogger';

const REFUSED = failure({ lane: 'payload', code: '22003' });
const SECRET = 'Rumpelstiltskin';
const clock = new ManualClock();
const NOW = clock.now().toISOString();
const meant = { includePending: true };
const UNTIL_NOW = { ...EVERY_ENTRY, failedBefore: NOW };

async function stage(...entries: QueueEntry[]) {
  const store = new NaiveStore('queueTable');
  await store.put(entries);
  const discard = (changes: Partial<DiscardRequest> = {}) =>
    discardEntries(
      {
        target,
        filter: UNTIL_NOW,
        limit: 100,
        by: 'ops on call',
        reason: 'Test data',
        ...meant,
        ...changes,
      },
      { stores: [store], clock, logger: silentLogger, deadline: clock.elapsed() + 1 },
    );
  return { store, discard };
}

const parked = queueEntry(1, { failure: REFUSED });
const input: QueueEntry = { ...queueEntry(2, { failure: REFUSED }), payloadKind: 'parked' };
const pending = queueEntry(3);

describe('discarding', () => {
  it('ends what waits and keeps it, with who did it, why and when', async () => {
    const { store, discard } = await stage(parked, input, pending);
    expect(await discard({ by: ' ops on call ', reason: ' Test data ' })).toMatchObject({
      changed: 3,
    });
    const resolution = { outcome: 'discarded', at: NOW, by: 'ops on call', reason: 'Test data' };
    const ended = { state: 'discarded', nextAttemptAt: null, resolution };
    expect(store.entries).toEqual([parked, input, pending].map((one) => ({ ...one, ...ended })));
  });

  it('takes what the filter means and nothing else', async () => {
    const { store, discard } = await stage(parked, pending);
    await discard({ filter: { ...EVERY_ENTRY, ids: [storedEvent(3).id] } });
    expect(store.entries.map(({ state }) => state)).toEqual(['parked', 'discarded']);
  });

  it('leaves what waits for a replay alone unless it is asked to take it', async () => {
    const { store, discard } = await stage(parked, input, pending);
    const report = await discard({ includePending: false });
    expect(report).toMatchObject({ changed: 2, skipped: 1, remaining: 0 });
    expect(report.stores).toMatchObject([
      {
        skipped: [
          { reason: 'notParked', count: 1, hint: expect.stringContaining('Include Pending') },
        ],
      },
    ]);
    expect(store.entries.map(({ state }) => state)).toEqual(['discarded', 'discarded', 'pending']);
  });

  it('refuses an empty filter, and says how to mean all', async () => {
    const { store, discard } = await stage(parked);
    await expect(discard({ filter: EVERY_ENTRY })).rejects.toMatchObject({
      message: expect.stringContaining('There is no filter') as string,
      hint: expect.stringContaining('Failed Before') as string,
    });
    expect(store.only).toEqual(parked);
  });

  it.each([
    ['an empty reason', { reason: ' ' }, 'Reason'],
    ['a reason of more than 500 characters', { reason: SECRET.repeat(40) }, 'Reason'],
    ['a reason with NUL', { reason: `${SECRET}\0` }, 'Reason'],
    ['an empty name', { by: '' }, 'Discarded By'],
    ['a limit of 0', { limit: 0 }, 'Limit'],
  ])('refuses %s and changes nothing', async (_, changes, parameter) => {
    const { store, discard } = await stage(parked);
    const error: unknown = await discard(changes).catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(`The parameter ${parameter} `);
    expect(JSON.stringify(error) + String(error)).not.toContain(SECRET);
    expect(store.only).toEqual(parked);
  });

  it('takes a reason of 500 characters', async () => {
    const { store, discard } = await stage(parked);
    await discard({ reason: 'x'.repeat(500) });
    expect(store.only.resolution?.reason).toHaveLength(500);
  });
});
