import { TargetUnavailableError } from '../../nodes/core/errors';
import type { RetryStore } from '../../nodes/core/retryQueue/retryStore';
import { retryQueueStatus } from '../../nodes/core/retryQueueStatus';
import { storeStatus, storeWith } from '../support/healthStage';
import { ManualClock } from '../support/manualClock';
import { target } from '../support/queueEntries';

const statusOf = (...stores: RetryStore[]) =>
  retryQueueStatus(target, { stores, clock: new ManualClock() });

const table = storeStatus('queueTable', {
  depth: [
    { state: 'pending', lane: 'transient', count: 3 },
    { state: 'parked', lane: 'payload', count: 2 },
  ],
  oldestFailedAt: '2026-03-01T08:00:00.000Z',
});
const spool = storeStatus('spool', {
  depth: [
    { state: 'pending', lane: 'environment', count: 4 },
    { state: 'claimed', lane: 'transient', count: 1 },
  ],
  oldestFailedAt: '2026-03-01T07:00:00.000Z',
  notices: ['1 damaged spool file(s) were set aside.'],
});
const never = () => new Promise<never>(() => undefined);

describe('the status of the retry queue', () => {
  it('adds up all stores', async () => {
    const status = await statusOf(
      storeWith('queueTable', () => Promise.resolve(table)),
      storeWith('spool', () => Promise.resolve(spool)),
    );
    expect(status).toEqual({
      ...{ pending: 7, claimed: 1, parked: 2, oldestFailedAt: '2026-03-01T07:00:00.000Z' },
      ...{ notices: spool.notices, unreachable: [], stores: [table, spool] },
    });
  });

  it('shows the spool when the database does not answer', async () => {
    const silent = new TargetUnavailableError({ message: 'No answer.', hint: 'Start it.' });
    const status = await statusOf(
      storeWith('queueTable', () => Promise.reject(silent)),
      storeWith('spool', () => Promise.resolve(spool)),
    );
    expect(status).toMatchObject({ pending: 4, unreachable: ['queueTable'] });
    expect(status.notices).toContain('No answer. Start it.');
  });

  it('shows the others when one store hangs, and says which one does', async () => {
    const stores = [storeWith('airtable', never), storeWith('spool', () => Promise.resolve(spool))];
    const impatient = new ManualClock(undefined, true);
    const status = await retryQueueStatus(target, { stores, clock: impatient });
    expect(status).toMatchObject({ unreachable: ['airtable'], stores: [spool] });
    expect(status.notices.join()).toMatch(/airtable did not say in time.*Run Get Status again/);
  });

  it('names the kind of a fault that nobody foresaw, and nothing of what it says', async () => {
    const status = await statusOf(
      storeWith('queueTable', () => Promise.reject(new TypeError('lead@example.com'))),
    );
    expect(status.unreachable).toEqual(['queueTable']);
    expect(status.notices).toEqual([expect.stringMatching(/queueTable failed.*TypeError/)]);
    expect(status.notices.join()).not.toContain('lead@example.com');
  });

  it('asks every store before the first one has answered', async () => {
    const asked: string[] = [];
    const answers: Array<() => void> = [];
    const asking = (name: 'queueTable' | 'spool') =>
      storeWith(name, () => {
        asked.push(name);
        return new Promise((resolve) => answers.push(() => resolve(storeStatus(name))));
      });
    const status = statusOf(asking('queueTable'), asking('spool'));
    expect(asked).toEqual(['queueTable', 'spool']);
    answers.forEach((answer) => answer());
    expect((await status).stores).toHaveLength(2);
  });

  it('knows no oldest entry when nothing waits', async () => {
    expect(await statusOf()).toMatchObject({ pending: 0, parked: 0, oldestFailedAt: null });
  });
});
