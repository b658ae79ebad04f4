import type {
  ICredentialDataDecryptedObject,
  ICredentialsDecrypted,
  ICredentialTestFunctions,
} from 'n8n-workflow';
import { ActivityLogPostgresApi } from '../../credentials/ActivityLogPostgresApi.credentials';
import { LogActivity } from '../../nodes/LogActivity/LogActivity.node';
import { endPools } from '../../nodes/n8n/poolRegistry';
import { toConnectionConfig } from '../../nodes/n8n/postgresCredential';
import { freePort } from '../../stand/freePort';
import { runWorkflow } from '../support/engine/runWorkflow';
import { connect, makeNode } from '../support/engine/workflowParts';
import { logActivityNode } from '../support/logActivityNode';
import { silentLogger } from '../support/silentLogger';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

const SECRET = 'tr0ub4dor';
const { properties } = new ActivityLogPostgresApi();

/** What n8n stores when every field is left as the panel first shows it. */
const defaults = Object.fromEntries(properties.map((field) => [field.name, field.default]));

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await endPools();
  await database.drop();
});

function stored(changes: ICredentialDataDecryptedObject = {}): ICredentialDataDecryptedObject {
  const { host, port, user, password, name } = { ...database.config, name: database.name };
  return { ...defaults, host, port, user, password, database: name, tls: 'disable', ...changes };
}

describe('the fields of our PostgreSQL credential', () => {
  it('make a connection with verified TLS when they are left as they are', () => {
    expect(toConnectionConfig('activityLogPostgresApi', defaults)).toMatchObject({
      host: 'localhost',
      port: 5432,
      ssl: { rejectUnauthorized: true, checkServerName: true },
    });
  });

  it('all reach the connection', () => {
    const filled = {
      ...{ host: 'h', port: 1, database: 'd', user: 'u', password: 'p', maxConnections: 2 },
      ...{ tls: 'verifyCa', ca: 'CA', clientCertificate: 'CERT', clientPrivateKey: 'KEY' },
    };
    expect(properties.map(({ name }) => name).sort()).toEqual(Object.keys(filled).sort());
    const { ssl, ...server } = toConnectionConfig('activityLogPostgresApi', filled);
    expect(Object.values(server)).toEqual(['h', 1, 'd', 'u', 'p', 2]);
    expect(ssl).toEqual({
      ...{ rejectUnauthorized: true, checkServerName: false },
      ...{ ca: 'CA', cert: 'CERT', key: 'KEY' },
    });
  });

  it('hide what is secret', () => {
    const hidden = properties.filter(({ typeOptions }) => typeOptions?.password === true);
    expect(hidden.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['password', 'clientPrivateKey']),
    );
  });
});

describe('a node with our credential', () => {
  async function log(credential: ICredentialDataDecryptedObject) {
    const node = logActivityNode(
      {
        connection: 'activityLogPostgresApi',
        options: { attempts: 1 },
      },
      { credentials: { activityLogPostgresApi: { id: 'own', name: 'Our own' } } },
    );
    return runWorkflow({
      nodes: [makeNode('Start', 'n8n-nodes-base.manualTrigger'), node],
      connections: connect(['Start', 'Log']),
      credentials: { own: credential },
    });
  }

  it('writes through it', async () => {
    const finished = await log(stored());
    expect(finished.error('Log')).toBeUndefined();
    const receipt = finished.items('Log')[0]?.json['activity'] as { eventId: string };
    expect(receipt).toMatchObject({ outcome: 'written' });
    const rows = await database.query('select id from lead_activity_log');
    expect(rows).toEqual([{ id: receipt.eventId }]);
  });

  it('fails when a field is missing, naming it and no value', async () => {
    const error = (await log(stored({ host: '', password: SECRET }))).error('Log');
    expect(error?.message).toBe('The credential is not complete: host.');
    expect(JSON.stringify([error?.message, error?.description])).not.toContain(SECRET);
  });
});

describe('the Test button', () => {
  const test = (changes: ICredentialDataDecryptedObject = {}) => {
    const credential: ICredentialsDecrypted = {
      id: 'own',
      name: 'Our own',
      type: 'activityLogPostgresApi',
      data: stored(changes),
    };
    const context = { logger: silentLogger } as unknown as ICredentialTestFunctions;
    return new LogActivity().methods.credentialTest.activityLogPostgresTest.call(
      context,
      credential,
    );
  };

  it('says OK when PostgreSQL answers', async () => {
    expect(await test()).toEqual({ status: 'OK', message: 'PostgreSQL answers.' });
  });

  it('names what to check when the password is wrong, without repeating it', async () => {
    const { status, message } = await test({ password: SECRET });
    expect(status).toBe('Error');
    expect(message).toContain('Check User and Password');
    expect(message).not.toContain(SECRET);
  });

  it('names what to check when nothing listens', async () => {
    const { status, message } = await test({ port: await freePort() });
    expect(status).toBe('Error');
    expect(message).toContain('Check Host and Port');
  });

  it('names what to check when the server speaks no TLS', async () => {
    const { status, message } = await test({ tls: 'verifyFull' });
    expect(status).toBe('Error');
    expect(message).toContain('certificates');
  });

  it('names the field that is missing', async () => {
    const { status, message } = await test({ user: '', password: SECRET });
    expect(status).toBe('Error');
    expect(message).toContain('user');
    expect(message).not.toContain(SECRET);
  });
});
