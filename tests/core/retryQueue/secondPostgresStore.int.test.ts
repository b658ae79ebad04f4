import { ConfigurationError, MigrationNeededError } from '../../../nodes/core/errors';
import { quoteSchema } from '../../../nodes/core/postgres/identifiers';
import { openPool } from '../../../nodes/core/postgres/pool';
import { QueueTableStore } from '../../../nodes/core/retryQueue/queueTableStore';
import { setUpDatabase } from '../../../nodes/core/setUpDatabase';
import { systemClock, systemRandom } from '../../../nodes/core/systemClock';
import type { ExaminedStore } from '../../contract/examinedStore';
import { describeRetryStore } from '../../contract/retryStore.contract';
import { describeRetryStoreModel } from '../../contract/retryStoreModel.contract';
import { queueEntry, target } from '../../support/queueEntries';
import { silentLogger } from '../../support/silentLogger';
import { createEmptyDatabase, type TestDatabase } from '../../support/testDatabase';

const SCHEMA = 'waiting';
const NOW = new Date('2026-03-01T09:00:00.000Z');

/** Not the one that the entries are for, and with its tables in a schema of its own. */
let second: TestDatabase;
beforeAll(async () => {
  second = await createEmptyDatabase();
  await second.query(`create schema ${SCHEMA}`);
  await setUpDatabase(second.pool, { schema: SCHEMA, clock: systemClock, dryRun: false });
});
afterAll(() => second.drop());
beforeEach(emptied);

async function emptied(): Promise<void> {
  await second.query(`delete from ${SCHEMA}.activity_retry_queue`);
}

function storeOf(worker: string, schema = SCHEMA, pool = second.pool): QueueTableStore {
  return new QueueTableStore({
    ...{ name: 'secondPostgres', pool, schema: quoteSchema(schema), worker },
    ...{ clock: systemClock, random: systemRandom, logger: silentLogger },
  });
}

const soon = () => systemClock.elapsed() + 5000;

function open(): Promise<ExaminedStore> {
  return Promise.resolve({
    workers: [storeOf('worker-1'), storeOf('worker-2')],
    deadline: systemClock.elapsed() + 60_000,
  });
}

describeRetryStore('second PostgreSQL', open);
// The store of the queue table, with its tables elsewhere: few runs show that it is.
describeRetryStoreModel('second PostgreSQL', () => emptied().then(open), { runs: 5 });

describe('the second PostgreSQL', () => {
  it('says in its status which store it is', async () => {
    expect(await storeOf('worker').status(target)).toMatchObject({ store: 'secondPostgres' });
  });

  it('says that its own database must be set up, and how', async () => {
    const put = storeOf('worker', 'public').put([queueEntry(1)], soon());
    await expect(put).rejects.toBeInstanceOf(MigrationNeededError);
    await expect(put).rejects.toMatchObject({
      code: '42P01',
      message: expect.stringContaining('of the second PostgreSQL') as string,
      hint: expect.stringContaining('Connection to the second database') as string,
    });
  });

  it('says that its credential is wrong, without repeating it', async () => {
    const pool = openPool({ ...second.config, password: 'tr0ub4dor' }, silentLogger);
    const claim = storeOf('worker', SCHEMA, pool).claimDue({
      ...{ target, now: NOW, limit: 1, includeNotDue: false },
    });
    await expect(claim).rejects.toBeInstanceOf(ConfigurationError);
    await expect(claim).rejects.toMatchObject({
      code: '28P01',
      message: expect.stringContaining('second PostgreSQL') as string,
    });
    await expect(claim).rejects.not.toThrow('tr0ub4dor');
    await pool.end();
  });
});
