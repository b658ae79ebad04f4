import { discardEntries } from '../../../nodes/core/discardEntries';
import { requeueEntries } from '../../../nodes/core/requeueEntries';
import { EVERY_ENTRY } from '../../../nodes/core/retryQueue/entryFilter';
import { EditStage, refusalOf } from '../../support/editStage';
import { NaiveStore } from '../../support/naiveStore';
import { failure, queueEntry, target } from '../../support/queueEntries';
import { ManualClock } from '../../support/manualClock';
import { silentLogger } from '../../support/silentLogger';

const parked = queueEntry(1, { failure: failure({ lane: 'payload' }) });

/** A store in which another worker takes over what was claimed, before it is settled. */
async function losingStore(): Promise<NaiveStore> {
  const store = new NaiveStore('queueTable');
  await store.put([parked]);
  store.settle = () => Promise.resolve(0);
  return store;
}

describe('a repair whose claim another worker took over', () => {
  it('is no edit, and says so', async () => {
    const stage = new EditStage();
    await stage.store.put([parked]);
    stage.store.settle = () => Promise.resolve(0);
    const error = await refusalOf(stage.edit(parked.eventId, { userId: 'user-2' }));
    expect(error).toMatchObject({ code: 'claim_ended' });
    expect(stage.store.entries).toMatchObject([{ edits: [] }]);
  });

  it('is counted as held by another, not as changed', async () => {
    const clock = new ManualClock();
    const request = { target, filter: { ...EVERY_ENTRY, ids: [parked.eventId] }, limit: 10 };
    const parts = async () => ({
      ...{ stores: [await losingStore()], clock, logger: silentLogger },
      deadline: clock.elapsed() + 1,
    });
    const why = { by: 'ops on call', reason: 'Test data', includePending: true };
    const expected = {
      ...{ changed: 0, skipped: 1 },
      stores: [{ skipped: [{ reason: 'claimed', count: 1 }] }],
    };
    expect(await discardEntries({ ...request, ...why }, await parts())).toMatchObject(expected);
    expect(await requeueEntries(request, await parts())).toMatchObject(expected);
  });
});
