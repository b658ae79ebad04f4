import { systemClock } from '../../nodes/core/systemClock';
import { freePort } from '../../stand/freePort';
import type { CredentialMap } from '../support/engine/engineCredentials';
import { AirtableServer } from '../../stand/services/airtableServer';
import { queuedIds, spooledText, storedRows } from '../support/faults/conservation';
import { type LogActivityStage, stageLogActivity, type StageRun } from '../support/logActivityNode';
import { runReplay } from '../support/replayNode';
import { airtableService, queuePostgresService } from '../support/services';
import {
  createEmptyDatabase,
  createTestDatabase,
  type TestDatabase,
} from '../support/testDatabase';

const REFUSED = [{ type: 'NO_SUCH_TYPE', message: 'Hey Ada' }];
const ITEMS = [{ message: 'one' }, { message: 'two' }, { message: 'three' }];

let stage: LogActivityStage;
beforeEach(async () => {
  stage = await stageLogActivity();
});
afterEach(() => stage.end());

async function logInOutage(retryQueue: string, services: CredentialMap = {}): Promise<StageRun> {
  const credential = { port: await freePort() };
  const options = { attempts: 1 };
  return stage.run(ITEMS, { retryQueue, options }, { credential, services });
}

const replay = (retryQueue: string, services: CredentialMap = {}) =>
  runReplay(
    { database: stage.database.name, spoolFolder: stage.spoolFolder, services },
    { retryQueue },
  );

const idsOf = ({ receipts }: StageRun) => receipts.map(({ eventId }) => eventId).sort();
const placesOf = ({ receipts }: StageRun) => [...new Set(receipts.map(({ keptIn }) => keptIn))];
const storedIds = async () => (await storedRows(stage.database)).map(({ id }) => id).sort();

describe('Retry Queue: Airtable', () => {
  let airtable: AirtableServer;
  beforeEach(async () => {
    airtable = await AirtableServer.start(systemClock);
  });
  afterEach(() => airtable.stop());

  it('keeps the events of an outage in the table, until Replay has drained it', async () => {
    const services = airtableService(airtable);
    const run = await logInOutage('airtable', services);
    expect(placesOf(run)).toEqual(['airtable']);
    expect(spooledText(stage.spoolFolder)).toBe('');
    expect((await replay('airtable', services)).summary).toMatchObject({
      replayed: 3,
      remaining: 0,
    });
    expect(await storedIds()).toEqual(idsOf(run));
  });

  it('parks there what the database would refuse, for people to see', async () => {
    const run = await stage.run(
      REFUSED,
      { retryQueue: 'airtable' },
      { services: airtableService(airtable) },
    );
    expect(run.receipts[0]).toMatchObject({ outcome: 'parked', keptIn: 'airtable' });
    expect(airtable.records.map(({ fields }) => fields)).toMatchObject([
      { state: 'parked', lane: 'payload', operation_type: 'NO_SUCH_TYPE' },
    ]);
    expect(await queuedIds(stage.database)).toEqual([]);
  });
});

describe('Retry Queue: PostgreSQL', () => {
  let second: TestDatabase;
  afterEach(() => second.drop());

  it('keeps the events of an outage in the second database, until Replay has drained it', async () => {
    second = await createTestDatabase();
    const services = queuePostgresService(second);
    const run = await logInOutage('postgres', services);
    expect(placesOf(run)).toEqual(['secondPostgres']);
    expect(await queuedIds(second)).toEqual(idsOf(run));
    expect(spooledText(stage.spoolFolder)).toBe('');
    expect((await replay('postgres', services)).summary).toMatchObject({
      replayed: 3,
      remaining: 0,
    });
    expect(await storedIds()).toEqual(idsOf(run));
    expect(await queuedIds(second)).toEqual([]);
  });

  it('parks there what the first database would refuse', async () => {
    second = await createTestDatabase();
    const services = queuePostgresService(second);
    const run = await stage.run(REFUSED, { retryQueue: 'postgres' }, { services });
    expect(run.receipts[0]).toMatchObject({ outcome: 'parked', keptIn: 'secondPostgres' });
    expect(await queuedIds(second)).toEqual(idsOf(run));
    expect(await queuedIds(stage.database)).toEqual([]);
  });

  it('takes the schema of Queue Schema', async () => {
    second = await createTestDatabase();
    await second.query('create schema elsewhere');
    await second.query('alter table activity_retry_queue set schema elsewhere');
    const services = queuePostgresService(second);
    const options = { queueSchema: 'elsewhere' };
    const run = await stage.run(REFUSED, { retryQueue: 'postgres', options }, { services });
    expect(run.receipts[0]).toMatchObject({ keptIn: 'secondPostgres' });
    expect(await second.query('select state from elsewhere.activity_retry_queue')).toEqual([
      { state: 'parked' },
    ]);
  });

  it('keeps events in the spool while the second database has no tables', async () => {
    second = await createEmptyDatabase();
    const services = queuePostgresService(second);
    const run = await logInOutage('postgres', services);
    expect(placesOf(run)).toEqual(['spool']);
    expect(run.finished.error('Log')).toBeUndefined();
    for (const id of idsOf(run)) expect(spooledText(stage.spoolFolder)).toContain(id);
    const { summary } = await replay('postgres', services);
    expect(summary).toMatchObject({ replayed: 3, remaining: null });
    expect(summary['stoppedBecause']).toContain('activity_retry_queue');
    expect(await storedIds()).toEqual(idsOf(run));
  });
});

describe('Retry Queue: Local Spool', () => {
  it('keeps on the disk what the database refuses, although its queue table answers', async () => {
    const run = await stage.run(REFUSED, { retryQueue: 'spool' });
    expect(run.receipts[0]).toMatchObject({ outcome: 'parked', keptIn: 'spool' });
    expect(await queuedIds(stage.database)).toEqual([]);
  });

  it('keeps the events of an outage there, until Replay has drained it', async () => {
    const run = await logInOutage('spool');
    expect(placesOf(run)).toEqual(['spool']);
    expect((await replay('automatic')).summary).toMatchObject({ replayed: 3, remaining: 0 });
    expect(await storedIds()).toEqual(idsOf(run));
  });
});
