import { readdirSync } from 'node:fs';
import { systemClock } from '../../nodes/core/systemClock';
import { freePort } from '../../stand/freePort';
import { postgresCredential, postgresReference } from '../support/engine/postgresCredential';
import { ANSWERS } from '../../stand/services/airtableAnswers';
import type { Answer } from '../../stand/services/localServer';
import { spooledText } from '../support/faults/conservation';
import { AirtableServer } from '../../stand/services/airtableServer';
import { type LogActivityStage, stageLogActivity, type StageRun } from '../support/logActivityNode';
import { runReplay } from '../support/replayNode';

const references = {
  ...postgresReference('db'),
  activityLogAirtableApi: { id: 'air', name: 'Retry queue' },
};

let stage: LogActivityStage;
let airtable: AirtableServer;
beforeEach(async () => {
  stage = await stageLogActivity();
  airtable = await AirtableServer.start(systemClock);
});
afterEach(async () => {
  await airtable.stop();
  await stage.end();
});

const credential = () => {
  const { token: accessToken, ...rest } = airtable.config;
  return { ...rest, accessToken };
};

/** Log Activity over a database that refuses connections, with its retry queue in Airtable. */
async function log(count: number): Promise<StageRun> {
  const port = await freePort();
  return stage.run(
    Array.from({ length: count }, (_, i) => ({ message: `Hey ${i}` })),
    { retryQueue: 'airtable', options: { attempts: 1 } },
    {
      node: { credentials: references },
      credentials: { db: postgresCredential(stage.database.name, { port }), air: credential() },
    },
  );
}

function replay() {
  const { database, spoolFolder } = stage;
  return runReplay(
    {
      database: database.name,
      spoolFolder,
      node: { credentials: references },
      credentials: { air: credential() },
    },
    { retryQueue: 'airtable' },
  );
}

const keptIn = ({ receipts }: StageRun) => receipts.map((receipt) => receipt.keptIn);
const repeated = (store: string, count: number) => Array<string>(count).fill(store);
const statesInAirtable = () => airtable.records.map(({ fields }) => fields['state']);

/** A replay puts every event into the table, once, and nothing waits any more. */
async function expectAllReplayed(run: StageRun, remaining: number | null = 0): Promise<void> {
  const { summary } = await replay();
  expect(summary).toMatchObject({ remaining });
  const rows = await stage.database.query<{ id: string }>(
    'select id::text as id from lead_activity_log',
  );
  const issued = run.receipts.map(({ eventId }) => eventId);
  expect(rows.map(({ id }) => id).sort()).toEqual(issued.sort());
}

describe('a retry queue in Airtable, at the node', () => {
  it('keeps what the database did not take, until a replay writes it', async () => {
    const run = await log(3);
    expect(keptIn(run)).toEqual(repeated('airtable', 3));
    expect(readdirSync(stage.spoolFolder)).toEqual([]);
    await expectAllReplayed(run);
    expect(statesInAirtable()).toEqual(repeated('replayed', 3));
  });

  // The other answers are tried at the store, in airtable.unit.test.ts, where turns cost no time.
  // During a penalty nobody can tell how much waits in Airtable.
  it.each<[string, Answer, remaining: number | null]>([
    ['429', ANSWERS.rateLimit, null],
    ['502 with a page', ANSWERS.badGateway, 0],
    ['401', ANSWERS.wrongToken, 0],
  ])(
    'Row 42: %s: every event is in the spool, and replayed from there',
    async (_, answer, remaining) => {
      airtable.answer('PATCH', answer);
      const run = await log(3);
      expect(keptIn(run)).toEqual(repeated('spool', 3));
      expect(run.finished.error('Log')).toBeUndefined();
      expect(airtable.records).toEqual([]);
      await expectAllReplayed(run, remaining);
    },
  );

  it('Row 42: 429 in the middle: nothing more is sent, and the spool has the rest', async () => {
    airtable.answer('PATCH', ANSWERS.rateLimit, { after: 1 });
    const run = await log(25);
    expect(keptIn(run).sort()).toEqual([...repeated('airtable', 10), ...repeated('spool', 15)]);
    expect(airtable.seen).toHaveLength(2);
    const again = await log(1);
    expect(keptIn(again)).toEqual(['spool']);
    expect(airtable.seen).toHaveLength(2);
  });

  it('Row 42: a reset after commit: the event is in both, and once in the table', async () => {
    airtable.plan('PATCH', { kind: 'resetAfterCommit' });
    const run = await log(2);
    expect(keptIn(run)).toEqual(['spool', 'spool']);
    expect(airtable.records).toHaveLength(2);
    await expectAllReplayed(run);
    expect(statesInAirtable()).toEqual(['replayed', 'replayed']);
  });

  it('Row 42: 422 for one event, duplicate records, a full base: each event is in the table once', async () => {
    airtable.poison = 'Hey 1';
    airtable.mostRecords = 2;
    const run = await log(4);
    expect(keptIn(run).sort()).toEqual(['airtable', 'airtable', 'spool', 'spool']);
    airtable.mostRecords = Infinity;
    for (const record of airtable.records) airtable.duplicate(record);
    await expectAllReplayed(run);
    expect(statesInAirtable()).toEqual(repeated('replayed', 4));
  });

  it('Row 57: an Airtable queue of 1,000 entries within the queue phase: what does not fit goes to the spool', async () => {
    const start = performance.now();
    const run = await log(1000);
    expect(performance.now() - start).toBeLessThan(12_000);
    const idsKeptIn = (store: string) =>
      run.receipts.filter((receipt) => receipt.keptIn === store).map(({ eventId }) => eventId);
    const inAirtable = airtable.records.map(({ fields }) => String(fields['queue_id']));
    expect(inAirtable.map((id) => id.slice(0, 36)).sort()).toEqual(idsKeptIn('airtable').sort());
    expect(inAirtable.length).toBeGreaterThan(100);
    expect(inAirtable.length).toBeLessThanOrEqual(200);
    const spool = spooledText(stage.spoolFolder);
    const inSpool = idsKeptIn('spool').filter((id) => spool.includes(id));
    expect(inAirtable.length + inSpool.length).toBe(1000);
  });
});
