import { expectConserved, queuedIds, spooledText } from '../support/faults/conservation';
import { type Outsider, untilOneWaits, waitingForLock } from '../support/faults/outsider';
import { type PrivateServer, startPrivateServer } from '../support/faults/privateServer';
import { type FaultStage, notes, stageFault } from '../support/faults/stageFault';

/** Three of them are reserved for superusers, as PostgreSQL does by default. */
const MOST_CONNECTIONS = 15;
const FOR_EVERYBODY = MOST_CONNECTIONS - 3;

let server: PrivateServer;
let stage: FaultStage;
beforeAll(async () => {
  server = await startPrivateServer({ max_connections: `${MOST_CONNECTIONS}` });
});
afterAll(() => server.end());
beforeEach(async () => {
  stage = await stageFault(await server.createDatabase());
});
afterEach(() => stage.end());

/** Past the proxy, so that a server that is down refuses by itself. */
const direct = () => ({ credential: { port: server.port } });
const NO_RETRY = { attempts: 1, totalTimeLimit: 3000 };

/** Makes every INSERT of the log wait as long as this session lives. */
async function lockLog(): Promise<Outsider> {
  const outsider = await stage.outsider();
  await outsider.run('begin');
  await outsider.run('lock table lead_activity_log in exclusive mode');
  return outsider;
}

describe('a server that goes while Log Activity writes', () => {
  it('Row 2: a restart within two seconds costs a retry and nothing waits in a queue', async () => {
    await stage.log(notes('before', 1), {}, direct());
    await server.crash();
    const options = { firstDelay: 1000 };
    const logging = stage.log(notes('during', 3), { options }, direct());
    await new Promise((resolve) => setTimeout(resolve, 500));
    await server.start();
    const run = await logging;
    expect(run.receipts.map(({ outcome }) => outcome)).toEqual(['written', 'written', 'written']);
    expect(run.receipts[0]?.attempts).toBeGreaterThan(1);
    expect([await queuedIds(stage.database), spooledText(stage.spoolFolder)]).toEqual([[], '']);
  });

  it('Row 3: an INSERT whose server is killed under it is kept and written once', async () => {
    await lockLog();
    const logging = stage.log(notes('killed', 3), { options: NO_RETRY }, direct());
    await untilOneWaits(stage.database);
    await server.crash();
    const run = await logging;
    expect(run.receipts[0]).toMatchObject({ outcome: 'deadLettered', keptIn: 'spool' });
    await server.start();
    await expectConserved(stage, run);
  });

  it('Row 4: a backend that is terminated in its statement costs one retry', async () => {
    const outsider = await lockLog();
    const logging = stage.log(notes('terminated', 3), { options: { firstDelay: 300 } }, direct());
    await untilOneWaits(stage.database);
    const terminated = await stage.database.query<{ done: boolean }>(
      'select pg_terminate_backend(pid) as done from unnest($1::int[]) as pid',
      [await waitingForLock(stage.database)],
    );
    expect(terminated).toEqual([{ done: true }]);
    await outsider.leave();
    const run = await logging;
    expect(run.receipts[0]).toMatchObject({ outcome: 'written', attempts: 2 });
    await expectConserved(stage, run);
  });

  it('Row 5: a sibling backend that is killed takes all down, and the write survives it', async () => {
    await lockLog();
    const sibling = await stage.outsider();
    const logging = stage.log(notes('sibling', 3), { options: { firstDelay: 1000 } }, direct());
    await untilOneWaits(stage.database);
    process.kill(sibling.processId, 'SIGKILL');
    const run = await logging;
    expect(server.server.log).toContain('terminating any other active server processes');
    expect(run.receipts[0]).toMatchObject({ outcome: 'written' });
    expect(run.receipts[0]?.attempts).toBeGreaterThan(1);
    await expectConserved(stage, run);
  });
});

describe('a server whose connections are all taken', () => {
  it('Row 18: events that the server has no connection for are kept and written once', async () => {
    const { name } = stage.database;
    const grants = 'in role pg_read_all_data, pg_write_all_data';
    await stage.database.query(`create role ${name}_writer login password 'p' ${grants}`);
    const others = await Promise.all(Array.from({ length: FOR_EVERYBODY }, () => stage.outsider()));
    const credential = { ...direct().credential, user: `${name}_writer`, password: 'p' };
    const run = await stage.log(notes('crowded', 2), {}, { credential });
    expect(run.receipts[0]).toMatchObject({
      ...{ outcome: 'deadLettered', keptIn: 'spool', code: '53300', attempts: 3 },
    });
    await Promise.all(others.map((other) => other.leave()));
    const next = await stage.log(notes('roomy', 1), {}, { credential });
    expect(next.receipts[0]).toMatchObject({ outcome: 'written' });
    await expectConserved(stage, run, next);
  });
});
