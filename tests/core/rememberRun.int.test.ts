import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { lastRun, rememberRun } from '../../nodes/core/rememberRun';
import type { Target } from '../../nodes/core/retryQueue/queueEntry';
import { systemClock } from '../../nodes/core/systemClock';
import { target } from '../support/queueEntries';
import { replayRun } from '../support/replayRuns';
import { silentLogger } from '../support/silentLogger';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { createTestRole } from '../support/testRole';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

const memory = (of: Target = target) => ({ schema: 'public', target: of, clock: systemClock });
const remembering = (of?: Target) =>
  rememberRun(database.pool, { ...memory(of), logger: silentLogger });
const last = (of: Target = target) => {
  const deadline = systemClock.elapsed() + 5000;
  return lastRun(
    { pool: database.pool, schema: quoteSchema('public'), clock: systemClock, deadline },
    of,
  );
};

describe('the runs of Replay', () => {
  it('are none at first', async () => {
    expect(await last()).toBeNull();
  });

  it('come back as they were', async () => {
    const run = replayRun(1, { stoppedBecause: 'Five equal failures: "42P01" \\ ü 😀' });
    await remembering()(run);
    expect(await last()).toEqual(run);
  });

  it('show the one that ended last, whichever was written last', async () => {
    for (const number of [2, 3, 1]) await remembering()(replayRun(number));
    expect(await last()).toEqual(replayRun(3));
  });

  it.each([
    ['credential', { ...target, credentialId: 'cred-2' }],
    ['database', { ...target, database: 'erp' }],
    ['schema', { ...target, schema: 'other' }],
  ])('belong to a target: none of another %s is shown', async (_, other) => {
    await remembering(other)(replayRun());
    expect(await last()).toBeNull();
    expect(await last(other)).toEqual(replayRun());
  });

  it('are kept, the newest hundred of each target', async () => {
    const other = { ...target, credentialId: 'cred-2' };
    await remembering(other)(replayRun());
    for (let number = 0; number < 105; number += 1) await remembering()(replayRun(number));
    const rows = await database.query(
      `select count(*)::int as runs, min(ended_at) as first from activity_replay_run
       where target_credential_id = 'cred-1'`,
    );
    expect(rows).toEqual([{ runs: 100, first: new Date(replayRun(5).endedAt) }]);
    expect(await last(other)).toEqual(replayRun());
  });

  it('are not remembered by a role that may not, which is said in the log and breaks nothing', async () => {
    const role = await createTestRole(database);
    const told: unknown[] = [];
    const logger = { ...silentLogger, warn: (...words: unknown[]) => told.push(words) };
    try {
      await rememberRun(role.pool, { ...memory(), logger })(replayRun());
    } finally {
      await role.drop();
    }
    expect(told).toEqual([[expect.any(String), expect.objectContaining({ code: '42501' })]]);
  });

  it('are not remembered where the table is missing, which is said in the log', async () => {
    await database.query('drop table activity_replay_run');
    const told: unknown[] = [];
    const logger = { ...silentLogger, warn: (...words: unknown[]) => told.push(words) };
    await rememberRun(database.pool, { ...memory(), logger })(replayRun());
    expect(told).toEqual([[expect.any(String), expect.objectContaining({ code: '42P01' })]]);
  });
});
