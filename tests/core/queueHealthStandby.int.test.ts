import { openPool } from '../../nodes/core/postgres/pool';
import { queueHealth } from '../../nodes/core/queueHealth';
import { rememberRun } from '../../nodes/core/rememberRun';
import { systemClock } from '../../nodes/core/systemClock';
import { type PrivateServer, startPrivateServer } from '../support/faults/privateServer';
import { type Standby, startStandby } from '../support/faults/standby';
import { target } from '../support/queueEntries';
import { replayRun } from '../support/replayRuns';
import { silentLogger } from '../support/silentLogger';

let primary: PrivateServer;
let standby: Standby;
beforeAll(async () => {
  primary = await startPrivateServer();
});
afterAll(async () => {
  await standby.end();
  await primary.end();
});

it('a standby shows every figure, and says that it takes no events', async () => {
  const { config, pool } = await primary.createDatabase();
  const memory = { schema: 'public', target, clock: systemClock, logger: silentLogger };
  await rememberRun(pool, memory)(replayRun());
  await pool.end();
  standby = await startStandby(primary);
  const there = openPool({ ...config, port: standby.port }, silentLogger);
  try {
    const health = await queueHealth({ target }, { stores: [], pool: there, clock: systemClock });
    expect(health).toMatchObject({
      database: { reachable: true, takesEvents: false, inRecovery: true },
      schema: { state: 'upToDate' },
      ...{ months: { ahead: 12 }, coverage: { categories: [] }, lastRun: replayRun() },
      notices: [expect.stringMatching(/standby.*primary/)],
    });
  } finally {
    await there.end();
  }
});
