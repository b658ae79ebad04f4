import { freePort } from '../../stand/freePort';
import { type LogActivityStage, stageLogActivity } from '../support/logActivityNode';
import { type ReplayPlace, runReplay } from '../support/replayNode';
import { createEmptyDatabase, type TestDatabase } from '../support/testDatabase';

let stage: LogActivityStage;
beforeEach(async () => {
  stage = await stageLogActivity();
});
afterEach(() => stage.end());

const place = (changes: Partial<ReplayPlace> = {}): ReplayPlace => ({
  database: stage.database.name,
  spoolFolder: stage.spoolFolder,
  ...changes,
});

describe('Get Status', () => {
  const status = async (changes: Partial<ReplayPlace> = {}) =>
    runReplay(place(changes), { operation: 'getStatus' });

  it('says that nothing waits', async () => {
    expect((await status()).summary).toMatchObject({
      ...{ pending: 0, claimed: 0, parked: 0, oldestFailedAt: null },
      ...{ notices: [], unreachable: [] },
    });
  });

  it('counts queue table and spool together, and each by itself', async () => {
    const credential = { port: await freePort() };
    await stage.run([{}, {}, {}], { options: { attempts: 1 } }, { credential });
    await stage.run([{ type: 'NO_SUCH_TYPE' }]);
    const { summary } = await status();
    expect(summary).toMatchObject({ pending: 3, parked: 1, oldestFailedAt: expect.any(String) });
    expect(summary['stores']).toMatchObject([
      { store: 'queueTable', depth: [{ state: 'parked', lane: 'payload', count: 1 }] },
      { store: 'spool', depth: [{ state: 'pending', lane: 'transient', count: 3 }] },
    ]);
  });

  it('counts the spool, and says why not the queue table, while the database is down', async () => {
    const credential = { port: await freePort() };
    await stage.run([{}], { options: { attempts: 1 } }, { credential });
    const { summary, error } = await status({ credential });
    expect(error).toBeUndefined();
    expect(summary).toMatchObject({ pending: 1, unreachable: ['queueTable'] });
    expect((summary['notices'] as string[]).join()).toContain('PostgreSQL refuses connections.');
  });
});

describe('Set Up Database', () => {
  let empty: TestDatabase;
  beforeEach(async () => {
    empty = await createEmptyDatabase();
  });
  // The pools of the nodes are still connected to it: dropping it must not wait for them.
  afterEach(() => empty.drop());

  const setUp = (dryRun: boolean, schema = 'public') =>
    runReplay(place({ database: empty.name, schema }), { operation: 'setUpDatabase', dryRun });
  const tables = () =>
    empty.query<{ name: string }>(
      "select c.oid::regclass::text as name from pg_class c where relname = 'lead_activity_log'",
    );

  it('makes an empty database ready for events, and changes nothing the second time', async () => {
    const { summary } = await setUp(false);
    expect(summary).toMatchObject({ alreadyApplied: 0, sql: null });
    expect((summary['applied'] as unknown[]).length).toBeGreaterThan(5);
    expect(summary['monthsCreated']).toBe(24 + 1 + 12);
    const again = (await setUp(false)).summary;
    expect(again).toMatchObject({ applied: [], monthsCreated: 0 });
    expect(again['alreadyApplied']).toBe((summary['applied'] as unknown[]).length);
    const replay = await runReplay(place({ database: empty.name }));
    expect(replay.summary).toMatchObject({ replayed: 0, stoppedBecause: null });
  });

  it('returns the SQL of a dry run and changes nothing', async () => {
    const { summary } = await setUp(true);
    expect(summary).toMatchObject({ alreadyApplied: 0, monthsCreated: 0 });
    expect(summary['sql']).toContain('create table lead_activity_log');
    expect(await tables()).toEqual([]);
  });

  it('makes the schema that is asked for', async () => {
    await setUp(false, 'My log');
    expect(await tables()).toEqual([{ name: '"My log".lead_activity_log' }]);
  });

  it('takes over events that were logged before the tables were there', async () => {
    const credential = { database: empty.name };
    const { receipts } = await stage.run([{}, {}], {}, { credential });
    expect(receipts[0]).toMatchObject({ keptIn: 'spool', code: '42P01' });
    await setUp(false);
    const { summary } = await runReplay(place({ database: empty.name }));
    expect(summary).toMatchObject({ replayed: 2, remaining: 0 });
  });
});

describe('Maintain', () => {
  const maintain = (changes: Partial<ReplayPlace> = {}) =>
    runReplay(place(changes), { operation: 'maintain' });

  it('links events to a lead that came later, once', async () => {
    await stage.run([{}], { leadBy: 'email', leadValue: 'late@example.com' });
    await stage.database.query("insert into leads (email) values ('Late@example.com')");
    expect((await maintain()).summary).toEqual({
      monthsCreated: 0,
      eventsLinked: 1,
      dedupeKeysExpired: 0,
    });
    expect((await maintain()).summary).toMatchObject({ eventsLinked: 0 });
    const rows = await stage.database.query(
      'select l.email from lead_activity_log e join leads l on l.id = e.lead_id',
    );
    expect(rows).toEqual([{ email: 'Late@example.com' }]);
  });

  it('fails in words, with both cures, when the schema is not set up', async () => {
    const { error } = await maintain({ schema: 'elsewhere' });
    expect(error?.message).toContain('elsewhere');
    expect(error?.description).toContain('Set Up Database');
    expect(error?.description).toContain('psql');
  });
});
