import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** n8n's own `postgres` credential for a database of the embedded test server. */
export function postgresCredential(
  database: string,
  overrides: ICredentialDataDecryptedObject = {},
): ICredentialDataDecryptedObject {
  return {
    host: '127.0.0.1',
    port: Number(process.env['ACTIVITY_LOG_TEST_PORT']),
    database,
    user: 'postgres',
    password: 'activity-log',
    maxConnections: 5,
    allowUnauthorizedCerts: false,
    ssl: 'disable',
    sshTunnel: false,
    ...overrides,
  };
}

/** What a node's `credentials` holds to use the credential with this id. */
export function postgresReference(id: string): { postgres: { id: string; name: string } } {
  return { postgres: { id, name: 'Activity database' } };
}
