import type { INode, INodeParameters } from 'n8n-workflow';
import { freePort } from '../../stand/freePort';
import type { CredentialMap } from '../support/engine/engineCredentials';
import { postgresReference } from '../support/engine/postgresCredential';
import { type LogActivityStage, stageLogActivity } from '../support/logActivityNode';

let stage: LogActivityStage;
beforeAll(async () => {
  stage = await stageLogActivity();
});
afterAll(() => stage.end());

interface BrokenService {
  readonly parameters: INodeParameters;
  readonly services?: CredentialMap;
  readonly options?: INodeParameters;
  /** Of a credential that the node names, and that n8n cannot give. */
  readonly gone?: string;
}

/** An outage met with a service that cannot be used. */
async function logInOutage({ parameters, services = {}, options, gone }: BrokenService) {
  const credential = { port: await freePort() };
  const node: Partial<INode> =
    gone === undefined
      ? {}
      : { credentials: { ...postgresReference('db'), [gone]: { id: 'gone', name: 'Gone' } } };
  return stage.run(
    [{ message: 'one' }],
    { ...parameters, options: { attempts: 1, ...options } },
    { credential, services, node },
  );
}

const CASES: [string, BrokenService, RegExp][] = [
  [
    'an Airtable credential without a table',
    {
      parameters: { retryQueue: 'airtable' },
      services: {
        activityLogAirtableApi: { accessToken: 'pat-s3cret', baseId: 'app1', table: '' },
      },
    },
    /^The Airtable credential is not complete: Table\. .*correct these fields/,
  ],
  [
    'a PostgreSQL credential of the queue without a host',
    {
      parameters: { retryQueue: 'postgres' },
      services: { activityLogQueuePostgresApi: { host: '', password: 's3cret' } },
    },
    /host/i,
  ],
  [
    'a schema of the queue that PostgreSQL cannot have',
    {
      parameters: { retryQueue: 'postgres' },
      services: {
        activityLogQueuePostgresApi: {
          ...{ host: 'queue', port: 5432, database: 'q', user: 'q', password: 's3cret' },
        },
      },
      options: { queueSchema: 'q'.repeat(64) },
    },
    /^The option Schema must be a name of 1 to 63 bytes/,
  ],
  [
    'a Slack credential with an address that is not encrypted',
    {
      parameters: { alert: 'slack' },
      services: {
        activityLogSlackApi: { sendBy: 'webhook', secretWebhookUrl: 'http://example.com/s3cret' },
      },
    },
    /^The Slack credential is not right: Webhook URL/,
  ],
  [
    'an Airtable credential that n8n cannot read',
    { parameters: { retryQueue: 'airtable' }, gone: 'activityLogAirtableApi' },
    /^The credential for retry queue could not be read\. .*choose the credential again/,
  ],
  [
    'a Slack credential that n8n cannot read',
    { parameters: { alert: 'slack' }, gone: 'activityLogSlackApi' },
    /^The credential for alerts could not be read\./,
  ],
  [
    'no credential chosen for the queue at all',
    { parameters: { retryQueue: 'postgres' } },
    /^No PostgreSQL credential is chosen for the retry queue\./,
  ],
];

describe('Log Activity goes on, keeps the event and says what is wrong with', () => {
  it.each(CASES)('%s', async (_, broken, words) => {
    const { finished, flowing, deadLettered, receipts } = await logInOutage(broken);
    expect(finished.error('Log')).toBeUndefined();
    expect([flowing.length, deadLettered.length]).toEqual([1, 1]);
    expect(receipts[0]).toMatchObject({ outcome: 'deadLettered', keptIn: 'spool' });
    const hints = finished.hints('Log').map(({ message }) => message);
    expect(hints).toEqual([
      expect.stringMatching(/^1 event is waiting in the retry queue\./),
      expect.stringMatching(words),
    ]);
    expect(hints[1]).toMatch(/The node went on without it\.$/);
    expect(JSON.stringify([hints, receipts])).not.toContain('s3cret');
  });

  it('and says so when everything was written, before it matters', async () => {
    const node = { credentials: postgresReference('db') };
    const { receipts, finished } = await stage.run([{}], { retryQueue: 'airtable' }, { node });
    expect(receipts[0]).toMatchObject({ outcome: 'written' });
    expect(finished.hints('Log')).toHaveLength(1);
  });
});
