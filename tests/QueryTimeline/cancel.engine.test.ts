import type { INodeParameters } from 'n8n-workflow';
import { endPools } from '../../nodes/n8n/poolRegistry';
import { eventually } from '../support/eventually';
import { runQuery } from '../support/queryNode';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(async () => {
  await endPools();
  await db.drop();
});

/** Statements of this database that wait for a lock. */
async function waiting(): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return row?.count ?? 0;
}

describe('Query Timeline, when its execution is cancelled', () => {
  it.each<[string, INodeParameters]>([
    ['Get Timeline', { operation: 'getTimeline', subject: 'entity', subjectValue: 'post-1' }],
    ['all of a timeline', { subject: 'entity', subjectValue: 'post-1', returnAll: true }],
    ['Search', { operation: 'search', query: 'consultation' }],
    ['all of a search', { operation: 'search', returnAll: true }],
    ['Get', { operation: 'get', eventId: '019a5d2e-7c00-8b3a-9d53-0a4a3c2f7a10' }],
    ['Summarize', { operation: 'summarize' }],
    ['Export', { operation: 'export' }],
  ])('stops on the server what %s asked for', async (_, parameters) => {
    const locker = await db.pool.connect();
    try {
      await locker.query('begin; lock table lead_activity_log in access exclusive mode');
      const stop = new AbortController();
      // Whatever is not stopped ends then, and n8n calls it a failure.
      const options = { statementTimeout: 10_000 };
      const run = runQuery(db, { ...parameters, options }, { signal: stop.signal });
      await eventually('the statement waits', async () => (await waiting()) === 1);
      stop.abort();
      const finished = await run;
      expect(finished.items('Query')).toEqual([]);
      expect(finished.run.status).toBe('canceled');
      await eventually('the statement is stopped', async () => (await waiting()) === 0);
    } finally {
      await locker.query('rollback');
      locker.release();
    }
  });
});
