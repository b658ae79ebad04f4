import { CancelledError } from '../../nodes/core/errors';
import { listQueue, type ListQueueRequest } from '../../nodes/core/listQueue';
import { EVERY_ENTRY } from '../../nodes/core/retryQueue/entryFilter';
import type { RetryStore } from '../../nodes/core/retryQueue/retryStore';
import { NaiveStore, silence } from '../support/naiveStore';
import { queueEntry, storedEvent, target } from '../support/queueEntries';

const ALL: ListQueueRequest = {
  ...{ target, states: [], filter: EVERY_ENTRY, limit: null, withPayload: false },
};

async function storesOf(...numbers: number[][]): Promise<NaiveStore[]> {
  const names = ['queueTable', 'spool', 'airtable'] as const;
  const stores = numbers.map((_, i) => new NaiveStore(names[i] ?? 'secondPostgres'));
  for (const [i, store] of stores.entries()) {
    await store.put((numbers[i] ?? []).map((number) => queueEntry(number)));
  }
  return stores;
}

async function numbersOf(stores: readonly RetryStore[], changes: Partial<ListQueueRequest> = {}) {
  const { entries } = await listQueue({ ...ALL, ...changes }, { stores });
  const first = Date.parse(storedEvent(0).timestamp);
  return entries.map(({ store, entry }) => {
    return `${(Date.parse(entry.occurredAt) - first) / 1000} ${store}`;
  });
}

describe('listing the queue', () => {
  it('merges all stores, the oldest failure first', async () => {
    const stores = await storesOf([1, 4, 6], [2, 3, 7], [5]);
    expect(await numbersOf(stores)).toEqual([
      ...['1 queueTable', '2 spool', '3 spool', '4 queueTable', '5 airtable'],
      ...['6 queueTable', '7 spool'],
    ]);
  });

  it('shows an entry that sits in two stores once per store', async () => {
    expect(await numbersOf(await storesOf([1, 2], [2]))).toEqual([
      ...['1 queueTable', '2 queueTable', '2 spool'],
    ]);
  });

  it('ends with the limit, over all stores together', async () => {
    const stores = await storesOf([1, 4, 6], [2, 3, 7]);
    expect(await numbersOf(stores, { limit: 3 })).toEqual(['1 queueTable', '2 spool', '3 spool']);
  });

  it('asks page by page for more than one page holds', async () => {
    const many = Array.from({ length: 1100 }, (_, index) => index + 1);
    const [store] = await storesOf(many);
    if (store === undefined) throw new Error('There is one.');
    const { entries } = await listQueue(ALL, { stores: [store] });
    expect(entries.map(({ entry }) => entry.eventId)).toEqual(many.map((n) => storedEvent(n).id));
    expect(store.lists.map(({ limit }) => limit)).toEqual([500, 500, 500, 500]);
  });

  it('goes on behind a page from which a store left something out', async () => {
    const [store] = await storesOf([1, 2, 3]);
    if (store === undefined) throw new Error('There is one.');
    const list = store.list.bind(store);
    store.list = (request) => list({ ...request, limit: 1 });
    expect(await numbersOf([store])).toHaveLength(3);
  });

  it('passes on the states, the filter and whether payloads are wanted', async () => {
    const stores = await storesOf([1, 2]);
    const filter = { ...EVERY_ENTRY, ids: [storedEvent(2).id] };
    expect(await numbersOf(stores, { filter })).toEqual(['2 queueTable']);
    expect(await numbersOf(stores, { states: ['discarded'] })).toEqual([]);
    const { entries } = await listQueue({ ...ALL, withPayload: true }, { stores });
    expect(entries.map(({ entry }) => entry.payload)).toEqual([
      expect.stringContaining('Note 1'),
      expect.stringContaining('Note 2'),
    ]);
  });

  it('turns a store that cannot be asked into a notice and shows the others', async () => {
    const [table, spool] = await storesOf([1, 3], [2]);
    if (table === undefined || spool === undefined) throw new Error('There are two.');
    table.faults.list = silence();
    const { entries, notices } = await listQueue(ALL, { stores: [table, spool] });
    expect(entries.map(({ store }) => store)).toEqual(['spool']);
    expect(notices).toEqual(['The store does not answer. Start it.']);
  });

  it('does not hide a mistake of ours behind a notice', async () => {
    const [store] = await storesOf([1]);
    if (store === undefined) throw new Error('There is one.');
    store.list = () => Promise.reject(new TypeError('not a function'));
    await expect(listQueue(ALL, { stores: [store] })).rejects.toThrow(TypeError);
  });

  it('ends between two pages when it is cancelled', async () => {
    const stores = await storesOf([1]);
    const signal = AbortSignal.abort();
    await expect(listQueue(ALL, { stores, signal })).rejects.toThrow(CancelledError);
  });
});
