import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { ConfigurationError } from '../core/errors';
import type { ConnectionConfig } from '../core/postgres/connectionConfig';
import { type CredentialName, toConnectionConfig } from './postgresCredential';

/** The chosen credential and the connection it describes. */
export interface Connection {
  readonly credentialId: string;
  readonly config: ConnectionConfig;
}

/**
 * Reads the credential that *Connection* names.
 * @throws ConfigurationError when none is chosen or a field of it does not fit
 */
export async function readConnection(
  context: IExecuteFunctions | ILoadOptionsFunctions,
): Promise<Connection> {
  const name = credentialName(context);
  const chosen = context.getNode().credentials?.[name];
  if (chosen === undefined) {
    throw new ConfigurationError({
      message: 'No PostgreSQL credential is chosen.',
      hint: 'Open the node and choose a credential under Connection.',
    });
  }
  const config = toConnectionConfig(name, await context.getCredentials(name));
  return { credentialId: chosen.id ?? chosen.name, config };
}

function credentialName(context: IExecuteFunctions | ILoadOptionsFunctions): CredentialName {
  const connection =
    'getCurrentNodeParameter' in context
      ? context.getCurrentNodeParameter('connection')
      : context.getNodeParameter('connection', 0);
  return connection === 'activityLogPostgresApi' ? 'activityLogPostgresApi' : 'postgres';
}
