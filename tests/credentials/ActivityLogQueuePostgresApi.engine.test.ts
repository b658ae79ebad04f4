import type { IExecuteFunctions, INodeType } from 'n8n-workflow';
import { ActivityLogPostgresApi } from '../../credentials/ActivityLogPostgresApi.credentials';
import { ActivityLogQueuePostgresApi } from '../../credentials/ActivityLogQueuePostgresApi.credentials';
import { readQueueConnection } from '../../nodes/n8n/readConnection';
import { errorText } from '../../nodes/n8n/toNodeError';
import type { CredentialMap } from '../support/engine/engineCredentials';
import { runWorkflow } from '../support/engine/runWorkflow';
import { connect, makeNode } from '../support/engine/workflowParts';

const SERVER = { host: 'queue.internal', port: 5433, database: 'waiting', user: 'n8n' };

/** A node that reads the credential as ours do, and shows what came of it. */
const reader: INodeType = {
  description: {
    displayName: 'Reader',
    name: 'reader',
    group: ['transform'],
    version: 1,
    description: 'Reads a connection',
    defaults: { name: 'Reader' },
    inputs: ['main'],
    outputs: ['main'],
    credentials: [{ name: 'activityLogQueuePostgresApi', required: false }],
    properties: [],
  },
  async execute(this: IExecuteFunctions) {
    const read = await readQueueConnection(this).catch((error: unknown) => ({
      error: errorText(error),
    }));
    return [[{ json: JSON.parse(JSON.stringify({ read })) as { read: string } }]];
  },
};

async function read(credentials: CredentialMap): Promise<unknown> {
  const chosen = { activityLogQueuePostgresApi: { id: 'queue', name: 'Queue' } };
  const finished = await runWorkflow({
    nodes: [
      makeNode('Start', 'n8n-nodes-base.manualTrigger'),
      makeNode('Reader', 'tests.reader', {
        credentials: credentials['queue'] === undefined ? {} : chosen,
      }),
    ],
    connections: connect(['Start', 'Reader']),
    credentials,
    extraTypes: { 'tests.reader': reader },
  });
  return finished.items('Reader')[0]?.json['read'];
}

describe('the credential of the second PostgreSQL', () => {
  const own = new ActivityLogPostgresApi();
  const queue = new ActivityLogQueuePostgresApi();

  it('has the fields of our PostgreSQL credential under a name of its own', () => {
    expect(queue.properties).toEqual(own.properties);
    expect(queue.name).not.toBe(own.name);
    expect(queue.displayName).not.toBe(own.displayName);
  });

  it('is read as a connection of its own', async () => {
    const stored = { ...SERVER, password: 'p', tls: 'verifyCa', ca: 'CA' };
    expect(await read({ queue: stored })).toEqual({
      credentialId: 'queue',
      config: {
        ...SERVER,
        ...{ password: 'p', maxConnections: 10 },
        ssl: { rejectUnauthorized: true, checkServerName: false, ca: 'CA' },
      },
    });
  });

  it('is asked for by name when it is missing', async () => {
    const { error } = (await read({})) as { error: string };
    expect(error).toContain('No PostgreSQL credential is chosen for the retry queue.');
  });

  it('is refused when a field is missing, naming it', async () => {
    const { error } = (await read({ queue: { ...SERVER, host: '' } })) as { error: string };
    expect(error).toContain('host');
  });
});
