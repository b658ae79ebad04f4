import type { ConnectionOptions } from 'node:tls';
import { Client, Pool } from 'pg';
import type { Logger } from '../ports';
import type { ConnectionConfig } from './connectionConfig';
import type { Queryable } from './queryable';
import type { Tunnel } from './tunnel';
import { TunnelSocket } from './tunnelSocket';

/** One connection taken from a pool. */
export interface PostgresClient extends Queryable {
  /** Gives the connection back; with `true` it is closed instead. */
  release(destroy?: boolean): void;
}

/** What core needs of a pool of connections. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
  end(): Promise<void>;
}

/** Shown in pg_stat_activity. */
const APPLICATION_NAME = 'n8n-nodes-activity-log';
/** Delivery's own bound on reaching the server, so that three tries fit into its 16 s. */
export const CONNECT_TIMEOUT_MS = 3000;
const IDLE_TIMEOUT_MS = 30_000;

/**
 * pg leaves the socket open when it gives up by itself, e.g. for want of a password, and the server
 * then holds a connection until its authentication_timeout.
 */
class ClosingClient extends Client {
  override connect(done?: Done): Promise<Client> {
    const connecting = super.connect();
    connecting.catch(() => this.end());
    const tell = done as ((error: Error | null, client?: Client) => void) | undefined;
    if (tell !== undefined) connecting.then((client) => tell(null, client), tell);
    return connecting;
  }
}

/** As pg declares it. */
type Done = ((error: Error) => void) | ((error: null, client: Client) => void);

/**
 * Opens a pool; nothing is connected until the first use.
 * @param tunnel the way to the server; absent: the network of this machine
 */
export function openPool(config: ConnectionConfig, logger: Logger, tunnel?: Tunnel): PostgresPool {
  const pool = new Pool({
    Client: ClosingClient,
    host: config.host,
    port: config.port,
    database: config.database,
    user: config.user,
    password: config.password,
    ssl: tlsOptions(config.ssl),
    max: config.maxConnections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_TIMEOUT_MS,
    application_name: APPLICATION_NAME,
    allowExitOnIdle: true,
    ...(tunnel === undefined ? {} : { stream: () => new TunnelSocket(tunnel) }),
  });
  // Without a listener, an idle connection that the server ends would end the process.
  pool.on('error', (error: NodeJS.ErrnoException) => {
    logger.warn('An idle PostgreSQL connection was closed by the server.', { code: error.code });
  });
  // The pool listens to idle connections only: one that ends between two statements of a transaction
  // would end the process too. Whoever holds it is told by its next statement.
  pool.on('connect', (client) => {
    client.on('error', (error: NodeJS.ErrnoException) => {
      logger.debug('A PostgreSQL connection was lost.', { code: error.code });
    });
  });
  return pool;
}

function tlsOptions(ssl: ConnectionConfig['ssl']): false | ConnectionOptions {
  if (ssl === false) return false;
  const { checkServerName = true, ...options } = ssl;
  return checkServerName ? options : { ...options, checkServerIdentity: () => undefined };
}
