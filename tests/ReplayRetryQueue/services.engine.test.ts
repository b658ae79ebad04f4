import { systemClock } from '../../nodes/core/systemClock';
import { freePort } from '../../stand/freePort';
import type { CredentialMap } from '../support/engine/engineCredentials';
import { postgresReference } from '../support/engine/postgresCredential';
import { AirtableServer } from '../../stand/services/airtableServer';
import { type LogActivityStage, stageLogActivity } from '../support/logActivityNode';
import { type ReplayPlace, runReplay } from '../support/replayNode';
import { airtableService, queuePostgresService } from '../support/services';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

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

async function logInOutage(retryQueue: string, services: CredentialMap): Promise<void> {
  const credential = { port: await freePort() };
  await stage.run([{}, {}], { retryQueue, options: { attempts: 1 } }, { credential, services });
}

const getStatus = async (retryQueue: string, services: CredentialMap) =>
  (await runReplay(place({ services }), { operation: 'getStatus', retryQueue })).summary;

const twoPending = (store: string) =>
  expect.arrayContaining([
    expect.objectContaining({ store, depth: [{ state: 'pending', lane: 'transient', count: 2 }] }),
  ]) as unknown;

describe('Get Status', () => {
  it('counts what waits in Airtable, and says so when Airtable does not answer', async () => {
    const airtable = await AirtableServer.start(systemClock);
    const services = airtableService(airtable);
    try {
      await logInOutage('airtable', services);
      const summary = await getStatus('airtable', services);
      expect(summary).toMatchObject({ pending: 2, unreachable: [] });
      expect(summary['stores']).toEqual(twoPending('airtable'));
      expect(await getStatus('automatic', services)).toMatchObject({ pending: 0 });
    } finally {
      await airtable.stop();
    }
    const summary = await getStatus('airtable', services);
    expect(summary).toMatchObject({ pending: 0, unreachable: ['airtable'] });
    expect((summary['notices'] as string[]).join()).toContain('Airtable');
  });

  it('counts what waits in the second PostgreSQL, and says so when that does not answer', async () => {
    const second: TestDatabase = await createTestDatabase();
    const services = queuePostgresService(second);
    try {
      await logInOutage('postgres', services);
      const summary = await getStatus('postgres', services);
      expect(summary).toMatchObject({ pending: 2, unreachable: [] });
      expect(summary['stores']).toEqual(twoPending('secondPostgres'));
    } finally {
      await second.drop();
    }
    expect(await getStatus('postgres', services)).toMatchObject({
      pending: 0,
      unreachable: ['secondPostgres'],
    });
  });
});

describe('Replay with a credential that cannot be used', () => {
  const broken = { activityLogAirtableApi: { accessToken: 'pat-s3cret', baseId: 'a', table: '' } };

  it('fails, naming the field and the cure, and consumes nothing', async () => {
    await logInOutage('automatic', {});
    const { error, replayed } = await runReplay(place({ services: broken }), {
      retryQueue: 'airtable',
    });
    expect(error?.message).toBe('The Airtable credential is not complete: Table.');
    expect(error?.description).toContain('correct these fields');
    expect(JSON.stringify([error?.message, error?.description])).not.toContain('s3cret');
    expect(replayed).toEqual([]);
    expect((await runReplay(place())).summary).toMatchObject({ replayed: 2 });
  });

  it('returns it as an error item when the node continues on failure', async () => {
    const node = {
      onError: 'continueRegularOutput' as const,
      credentials: { ...postgresReference('db'), activityLogAirtableApi: { id: null, name: 'x' } },
    };
    const { error, replayed } = await runReplay(place({ node }), { retryQueue: 'airtable' });
    expect(error).toBeUndefined();
    expect(replayed).toEqual([
      { json: { error: expect.any(String) as string }, pairedItem: { item: 0 } },
    ]);
  });

  it('asks for the credential of Alert only where it tells anybody', async () => {
    const { error } = await runReplay(place(), { operation: 'getStatus', alert: 'slack' });
    expect(error).toBeUndefined();
    const replay = await runReplay(place(), { operation: 'replay', alert: 'slack' });
    expect(replay.error).toBeDefined();
  });
});
