import type { IExecuteFunctions, ILoadOptionsFunctions, SSHCredentials } from 'n8n-workflow';
import { ConfigurationError, type ErrorWords } from '../core/errors';
import type { ConnectionConfig } from '../core/postgres/connectionConfig';
import { type CredentialName, toConnectionConfig, toSshAccount } from './postgresCredential';
import type { SshHelpers } from './sshTunnel';

/** The chosen credential and the connection it describes. */
export interface Connection {
  readonly credentialId: string;
  readonly config: ConnectionConfig;
  /** The SSH server between n8n and PostgreSQL; absent: none. */
  readonly ssh?: { readonly account: SSHCredentials; readonly helpers: SshHelpers };
}

type NodeContext = IExecuteFunctions | ILoadOptionsFunctions;

/**
 * Reads the credential that *Connection* names.
 * @throws ConfigurationError when none is chosen or a field of it does not fit
 */
export async function readConnection(context: NodeContext): Promise<Connection> {
  return read(context, credentialName(context), {
    message: 'No PostgreSQL credential is chosen.',
    hint: 'Open the node and choose a credential under Connection.',
  });
}

/**
 * Reads the credential of the second PostgreSQL, which keeps the retry queue.
 * @throws ConfigurationError when none is chosen or a field of it does not fit
 */
export async function readQueueConnection(context: NodeContext): Promise<Connection> {
  return read(context, 'activityLogQueuePostgresApi', {
    message: 'No PostgreSQL credential is chosen for the retry queue.',
    hint: 'Open the node and choose a credential for the retry queue, or another Retry Queue.',
  });
}

async function read(
  context: NodeContext,
  name: CredentialName,
  missing: ErrorWords,
): Promise<Connection> {
  const chosen = context.getNode().credentials?.[name];
  if (chosen === undefined) throw new ConfigurationError(missing);
  const data = await context.getCredentials(name);
  const account = toSshAccount(name, data);
  return {
    credentialId: chosen.id ?? chosen.name,
    config: toConnectionConfig(name, data),
    ...(account === undefined ? {} : { ssh: { account, helpers: sshHelpers(context) } }),
  };
}

/** These alone: a pool keeps them, and all helpers together would keep its execution's items too. */
function sshHelpers({ helpers }: NodeContext): SshHelpers {
  return {
    getSSHClient: helpers.getSSHClient.bind(undefined),
    updateLastUsed: helpers.updateLastUsed.bind(undefined),
  };
}

function credentialName(context: NodeContext): CredentialName {
  const connection =
    'getCurrentNodeParameter' in context
      ? context.getCurrentNodeParameter('connection')
      : context.getNodeParameter('connection', 0);
  return connection === 'activityLogPostgresApi' ? 'activityLogPostgresApi' : 'postgres';
}
