import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';
import { Client } from 'pg';
import { eventually } from '../support/eventually';
import { queuedIds, spooledText, storedRows } from '../support/faults/conservation';
import { notes } from '../support/faults/stageFault';
import { type LogActivityStage, stageLogActivity, type StageRun } from '../support/logActivityNode';
import { findPgbouncer, type Pooler, startPgbouncer } from '../support/pgbouncer';
import { Relay } from '../support/relay';
import { runReplay } from '../support/replayNode';
import { readTimeline } from '../support/timelineNode';

const maybe = findPgbouncer() === undefined ? test.skip : test;

let stage: LogActivityStage;
let relay: Relay;
let pooler: Pooler;

/** A pooler between the node and the shared server, which a relay can take away. */
async function startPooler(settings: Readonly<Record<string, string>> = {}): Promise<void> {
  stage = await stageLogActivity();
  const { port, user, password } = stage.database.config;
  relay = await Relay.start(port);
  pooler = await startPgbouncer({ port: relay.port, user, password }, settings);
}

afterEach(async () => {
  if (findPgbouncer() === undefined) return;
  await pooler.stop();
  relay.end();
  await stage.end();
});

const throughPooler = (): ICredentialDataDecryptedObject => ({ port: pooler.port });

const log = (
  word: string,
  parameters: INodeParameters = {},
  executionId = word,
): Promise<StageRun> =>
  stage.run(notes(word, 3), parameters, { credential: throughPooler(), executionId });

const replay = () => {
  const { database, spoolFolder } = stage;
  return runReplay({ database: database.name, spoolFolder, credential: throughPooler() });
};

/** All of a run wait in the spool, under what the pooler answered. */
function expectSpooled({ receipts }: StageRun): void {
  for (const receipt of receipts) {
    expect(receipt).toMatchObject({ outcome: 'deadLettered', keptIn: 'spool', code: '08P01' });
    expect(receipt.hint).toContain('pooler');
    expect(spooledText(stage.spoolFolder)).toContain(receipt.eventId);
  }
}

maybe(
  'Row 27: everything works through PgBouncer in transaction mode (needs pgbouncer)',
  async () => {
    await startPooler({ default_pool_size: '2' });
    const runs = await Promise.all(['a', 'b', 'c', 'd'].map((word) => log(word)));
    expect(runs.flatMap(({ receipts }) => receipts.map(({ outcome }) => outcome))).toEqual(
      Array<string>(12).fill('written'),
    );
    const place = { database: stage.database.name, credential: throughPooler() };
    const timeline = await readTimeline(place, { subject: 'execution', subjectValue: 'b' });
    expect(timeline.map(({ message }) => message).sort()).toEqual(['b 1', 'b 2', 'b 3']);

    await stage.database.query('alter table lead_activity_log rename to hidden');
    const { receipts } = await log('queued');
    expect(receipts[0]).toMatchObject({ outcome: 'deadLettered', keptIn: 'queueTable' });
    expect(await queuedIds(stage.database)).toEqual(receipts.map(({ eventId }) => eventId).sort());
    await stage.database.query('alter table hidden rename to lead_activity_log');

    expect((await replay()).summary).toMatchObject({ replayed: 3, remaining: 0 });
    expect(await storedRows(stage.database)).toHaveLength(15);
    expect(await queuedIds(stage.database)).toEqual([]);
  },
);

maybe('Row 28: events are kept while PgBouncer is saturated (needs pgbouncer)', async () => {
  await startPooler({ default_pool_size: '1', query_wait_timeout: '1' });
  const { user, password, database } = { ...stage.database.config, database: stage.database.name };
  const holder = new Client({ host: '127.0.0.1', port: pooler.port, user, password, database });
  await holder.connect();
  await holder.query('begin');
  expect(await pooler.pools(database)).toMatchObject({ active: 1 });
  expectSpooled(await log('saturated', { options: { attempts: 2 } }));
  await holder.query('rollback');
  await holder.end();
  expect((await replay()).summary).toMatchObject({ replayed: 3, remaining: 0 });
  expect(await storedRows(stage.database)).toHaveLength(3);
});

maybe(
  'Row 28: events are kept while the server behind PgBouncer is down (needs pgbouncer)',
  async () => {
    await startPooler({
      server_login_retry: '1',
      server_connect_timeout: '1',
      query_wait_timeout: '2',
    });
    await log('before');
    relay.refuse();
    relay.cut();
    expectSpooled(await log('down', { options: { attempts: 2 } }));
    await relay.accept();
    // PgBouncer waits a while before it asks the server again.
    let summary: object = {};
    await eventually('the pooler reaches the server again', async () => {
      const run = await replay();
      summary = run.summary;
      return run.error === undefined;
    });
    expect(summary).toMatchObject({ replayed: 3, remaining: 0 });
    expect(await storedRows(stage.database)).toHaveLength(6);
  },
);
