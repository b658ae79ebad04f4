import { TargetUnavailableError } from '../../nodes/core/errors';
import type { RetryStore, StoreStatus } from '../../nodes/core/retryQueue/retryStore';
import { retryQueueStatus } from '../../nodes/core/retryQueueStatus';
import { ManualClock } from '../support/manualClock';
import { target } from '../support/queueEntries';

const unused = () => Promise.reject(new Error('A status only reads.'));
const storeWith = (status: () => Promise<StoreStatus>, name: StoreStatus['store']): RetryStore => ({
  ...{ name, put: unused, claimDue: unused, settle: unused },
  status,
});
const statusOf = (...stores: RetryStore[]) =>
  retryQueueStatus(target, { stores, clock: new ManualClock() });

const table: StoreStatus = {
  store: 'queueTable',
  depth: [
    { state: 'pending', lane: 'transient', count: 3 },
    { state: 'parked', lane: 'payload', count: 2 },
  ],
  oldestFailedAt: '2026-03-01T08:00:00.000Z',
  notices: [],
};
const spool: StoreStatus = {
  store: 'spool',
  depth: [
    { state: 'pending', lane: 'environment', count: 4 },
    { state: 'claimed', lane: 'transient', count: 1 },
  ],
  oldestFailedAt: '2026-03-01T07:00:00.000Z',
  notices: ['1 damaged spool file(s) were set aside.'],
};

describe('the status of the retry queue', () => {
  it('adds up all stores', async () => {
    const status = await statusOf(
      storeWith(() => Promise.resolve(table), 'queueTable'),
      storeWith(() => Promise.resolve(spool), 'spool'),
    );
    expect(status).toEqual({
      ...{ pending: 7, claimed: 1, parked: 2, oldestFailedAt: '2026-03-01T07:00:00.000Z' },
      ...{ notices: spool.notices, unreachable: [], stores: [table, spool] },
    });
  });

  it('shows the spool when the database does not answer', async () => {
    const silent = new TargetUnavailableError({ message: 'No answer.', hint: 'Start it.' });
    const status = await statusOf(
      storeWith(() => Promise.reject(silent), 'queueTable'),
      storeWith(() => Promise.resolve(spool), 'spool'),
    );
    expect(status).toMatchObject({ pending: 4, unreachable: ['queueTable'] });
    expect(status.notices).toContain('No answer. Start it.');
  });

  it('knows no oldest entry when nothing waits', async () => {
    expect(await statusOf()).toMatchObject({ pending: 0, parked: 0, oldestFailedAt: null });
  });
});
