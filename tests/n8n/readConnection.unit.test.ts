import type { IExecuteFunctions } from 'n8n-workflow';
import { readConnection } from '../../nodes/n8n/readConnection';

const CREDENTIAL = {
  ...{ host: 'db', port: 5432, database: 'crm', user: 'n8n', password: 'secret' },
  ...{ sshTunnel: true, sshAuthenticateWith: 'password', sshHost: 'gate', sshPort: 22 },
  ...{ sshUser: 'n8n', sshPassword: 'secret' },
};

describe('a connection through SSH', () => {
  it('does not hold the helpers of its execution, for a pool outlives it', async () => {
    const client = { forwardOut: 'a client of ssh2' };
    const used: unknown[] = [];
    const helpers = {
      getSSHClient: () => Promise.resolve(client),
      updateLastUsed: (one: unknown) => void used.push(one),
    };
    const context = {
      getNode: () => ({ credentials: { postgres: { id: '7', name: 'CRM' } } }),
      getNodeParameter: () => 'postgres',
      getCredentials: () => Promise.resolve(CREDENTIAL),
      helpers,
    } as unknown as IExecuteFunctions;
    const { ssh } = await readConnection(context);
    if (ssh === undefined) throw new Error('There is no SSH account.');
    expect(ssh.helpers).not.toBe(helpers);
    const given = await ssh.helpers.getSSHClient(ssh.account);
    ssh.helpers.updateLastUsed(given);
    expect([given, ...used]).toEqual([client, client]);
  });
});
