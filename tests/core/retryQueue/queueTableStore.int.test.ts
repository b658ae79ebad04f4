import { MigrationNeededError, TargetUnavailableError } from '../../../nodes/core/errors';
import { quoteSchema } from '../../../nodes/core/postgres/identifiers';
import { openPool, type PostgresPool } from '../../../nodes/core/postgres/pool';
import { QueueTableStore } from '../../../nodes/core/retryQueue/queueTableStore';
import { systemClock, systemRandom } from '../../../nodes/core/systemClock';
import { describeRetryStore } from '../../contract/retryStore.contract';
import { describeRetryStoreModel } from '../../contract/retryStoreModel.contract';
import { failure, queueEntry, target } from '../../support/queueEntries';
import { silentLogger } from '../../support/silentLogger';
import { type TestDatabase, createTestDatabase } from '../../support/testDatabase';

const NOW = new Date('2026-03-01T09:00:00.000Z');
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.query('delete from activity_retry_queue'));

function storeOf(worker: string, schema = 'public', pool = database.pool): QueueTableStore {
  return new QueueTableStore({
    ...{ pool, schema: quoteSchema(schema), worker },
    ...{ clock: systemClock, random: systemRandom, logger: silentLogger },
  });
}

const soon = () => systemClock.elapsed() + 5000;
const claimOf = (store: QueueTableStore, now = NOW) =>
  store.claimDue({ target, now, limit: 100, includeNotDue: false });

const openEmpty = async () => {
  await database.query('delete from activity_retry_queue');
  return {
    workers: [storeOf('worker-1'), storeOf('worker-2')] as const,
    deadline: systemClock.elapsed() + 60_000,
  };
};
describeRetryStore('queue table', openEmpty);
describeRetryStoreModel('queue table', openEmpty, { runs: 15 });

describe('the queue table', () => {
  it('keeps what JSON escapes, such as NUL and half surrogate pairs', async () => {
    const payload = JSON.stringify({ text: 'a\0b\ud800c', quote: '"\\' });
    await storeOf('worker').put([{ ...queueEntry(1), payload }], soon());
    const { entries } = await claimOf(storeOf('worker'));
    expect(entries).toMatchObject([{ payload }]);
  });

  it('keeps a replayed entry with its resolution, and wakes it when it fails anew', async () => {
    const store = storeOf('worker');
    await store.put([queueEntry(1)], soon());
    const claim = await claimOf(store);
    await store.settle(
      claim,
      claim.entries.map((entry) => ({ entry, outcome: 'duplicate' })),
      NOW,
    );
    const rows = await database.query('select state, resolution from activity_retry_queue');
    expect(rows).toMatchObject([{ state: 'replayed', resolution: { outcome: 'duplicate' } }]);
    await store.put([queueEntry(1, { failedAt: NOW })], soon());
    expect((await claimOf(store)).entries).toHaveLength(1);
  });

  it('adds tries and errors when the same event fails again', async () => {
    const store = storeOf('worker');
    for (let time = 0; time < 12; time++) {
      const failedAt = new Date(NOW.getTime() - 60_000 + time);
      await store.put(
        [queueEntry(1, { failedAt, failure: failure({ code: `E${time}` }) })],
        soon(),
      );
    }
    const [entry] = (await claimOf(store)).entries;
    expect(entry?.attempts).toBe(36);
    expect(entry?.firstError.code).toBe('E0');
    expect(entry?.lastErrors.map(({ code }) => code)).toEqual(
      [3, 4, 5, 6, 7, 8, 9, 10, 11].map((time) => `E${time}`),
    );
  });

  it('counts no crash when the server went away before a living worker could settle', async () => {
    const way = { isOpen: true };
    const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    const pool: PostgresPool = {
      connect: () => (way.isOpen ? database.pool.connect() : Promise.reject(refused)),
      end: () => Promise.resolve(),
    };
    await storeOf('worker').put([queueEntry(1)], soon());
    for (let outage = 0; outage < 4; outage++) {
      // Each execution of the process opens a store of its own.
      const store = storeOf('worker', 'public', pool);
      const claim = await claimOf(store);
      expect(claim.entries).toMatchObject([{ crashClaims: 0 }]);
      expect(claim.entries[0]?.lastErrors).toHaveLength(1);
      way.isOpen = false;
      const settlements = claim.entries.map((entry) => ({ entry, outcome: 'replayed' as const }));
      await expect(store.settle(claim, settlements, NOW)).rejects.toThrow(TargetUnavailableError);
      way.isOpen = true;
    }
    expect((await claimOf(storeOf('other worker'))).entries).toEqual([]);
  });

  it('counts nothing twice when one put is repeated', async () => {
    const store = storeOf('worker');
    await store.put([queueEntry(1)], soon());
    await store.put([queueEntry(1)], soon());
    expect((await claimOf(store)).entries).toEqual([{ ...queueEntry(1), state: 'claimed' }]);
  });

  it('leaves a claimed entry with its worker when the same event fails meanwhile', async () => {
    const store = storeOf('worker');
    await store.put([queueEntry(1)], soon());
    const claim = await claimOf(store);
    await store.put([queueEntry(1, { failedAt: NOW })], soon());
    expect((await claimOf(storeOf('other'))).entries).toEqual([]);
    await store.settle(
      claim,
      claim.entries.map((entry) => ({ entry, outcome: 'replayed' })),
      NOW,
    );
    expect(await database.query('select state from activity_retry_queue')).toEqual([
      { state: 'replayed' },
    ]);
  });

  it('claims on past a row that it cannot read, which is parked in the end and never lost', async () => {
    const store = storeOf('worker');
    await store.put([queueEntry(1), queueEntry(2)], soon());
    await database.query("update activity_retry_queue set origin = '{}' where event_id = $1", [
      queueEntry(1).eventId,
    ]);
    const ids: string[] = [];
    for (let hour = 0; hour < 4; hour++) {
      const claim = await claimOf(store, new Date(NOW.getTime() + hour * 3_600_000));
      ids.push(...claim.entries.map((entry) => entry.eventId));
      const settlements = claim.entries.map((entry) => ({ entry, outcome: 'replayed' as const }));
      await store.settle(claim, settlements, NOW);
    }
    expect(ids).toEqual([queueEntry(2).eventId]);
    const rows = await database.query(
      'select event_id, state from activity_retry_queue order by event_id',
    );
    expect(rows).toEqual([
      { event_id: queueEntry(1).eventId, state: 'parked' },
      { event_id: queueEntry(2).eventId, state: 'replayed' },
    ]);
  });

  it('does not wait for rows that another session holds', async () => {
    await storeOf('worker').put([queueEntry(1), queueEntry(2)], soon());
    const blocker = await database.pool.connect();
    try {
      await blocker.query('begin');
      await blocker.query('select 1 from activity_retry_queue where event_id = $1 for update', [
        queueEntry(1).eventId,
      ]);
      const { entries } = await claimOf(storeOf('worker'));
      expect(entries.map((entry) => entry.eventId)).toEqual([queueEntry(2).eventId]);
    } finally {
      await blocker.query('rollback');
      blocker.release();
    }
  });

  it('puts the same events from many sides at once without a deadlock', async () => {
    const entries = Array.from({ length: 100 }, (_, number) => queueEntry(number));
    const puts = Array.from({ length: 8 }, (_, worker) =>
      storeOf(`worker-${worker}`).put(worker % 2 === 0 ? entries : entries.toReversed(), soon()),
    );
    await Promise.all(puts);
    const { depth } = await storeOf('worker').status(target);
    expect(depth).toEqual([{ state: 'pending', lane: 'transient', count: 100 }]);
  });

  it('says that the database must be set up when the table is missing', async () => {
    await database.query('create schema if not exists empty');
    const put = storeOf('worker', 'empty').put([queueEntry(1)], soon());
    await expect(put).rejects.toBeInstanceOf(MigrationNeededError);
    await expect(put).rejects.toMatchObject({ code: '42P01' });
  });

  it('says that the server cannot be reached, in time', async () => {
    const pool = openPool({ ...database.config, port: 1 }, silentLogger);
    const put = storeOf('worker', 'public', pool).put([queueEntry(1)], soon());
    await expect(put).rejects.toBeInstanceOf(TargetUnavailableError);
    await pool.end();
  });

  it('repeats no value of an entry in an error', async () => {
    const broken = { ...queueEntry(1), eventId: 'secret value' };
    const error = await storeOf('worker')
      .put([broken], soon())
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Error);
    expect(JSON.stringify(error) + String(error) + String((error as Error).cause)).not.toContain(
      'secret value',
    );
  });
});
