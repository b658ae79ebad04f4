import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedServer } from '../../../stand/embeddedPostgres';
import { Guard } from '../../../stand/guard';
import type { ConnectionConfig } from '../../../nodes/core/postgres/connectionConfig';
import { openPool } from '../../../nodes/core/postgres/pool';
import { setUpDatabase } from '../../../nodes/core/setUpDatabase';
import { systemClock } from '../../../nodes/core/systemClock';
import { silentLogger } from '../silentLogger';
import type { TestDatabase } from '../testDatabase';

const TEMPLATE = 'activity_log_template';

/** Durability against a power cut is not under test: an immediate stop keeps what was committed. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off', max_connections: '50' };

/** A server that one test file has to itself, to stop, kill and start again. */
export interface PrivateServer {
  readonly server: EmbeddedServer;
  readonly port: number;
  /** A database that is set up, as createTestDatabase() makes one on the shared server. */
  createDatabase(): Promise<TestDatabase>;
  /** Runs a statement on a connection of its own as the superuser. */
  query<Row = Record<string, unknown>>(
    database: string,
    text: string,
    values?: unknown[],
  ): Promise<Row[]>;
  /** Stops at once, without ending sessions: the next start recovers from a crash. */
  crash(): Promise<void>;
  /** Starts the stopped server again: same port, same data. */
  start(): Promise<void>;
  /** Stops the server and removes its data. */
  end(): Promise<void>;
}

/**
 * Starts a server; a guard ends it and removes its data even when the run is killed.
 * @param settings server settings, e.g. `{ max_connections: '5' }`
 */
export async function startPrivateServer(
  settings: Readonly<Record<string, string>> = {},
): Promise<PrivateServer> {
  const root = mkdtempSync(join(tmpdir(), 'activity-log-fault-'));
  chmodSync(root, 0o755);
  const guard = new Guard();
  guard.removeAtEnd(root);
  const server = await EmbeddedServer.start({
    folder: join(root, 'data'),
    settings: { ...SETTINGS, ...settings },
    onStart: (processId) => guard.watch(processId),
    onStop: (processId) => guard.forget(processId),
  });
  await createTemplate(server);
  return {
    server,
    port: server.port,
    createDatabase: () => createDatabase(server),
    query: async <Row>(database: string, text: string, values: unknown[] = []) =>
      (await server.query(database, text, values)) as Row[],
    crash: () => server.stop('immediate'),
    start: () => server.start(),
    end: async () => {
      await server.stop('immediate');
      await guard.close();
    },
  };
}

function configOf(server: EmbeddedServer, database: string): ConnectionConfig {
  const { host, port, user, password } = server;
  return { host, port, user, password, database, maxConnections: 3, ssl: false };
}

async function createTemplate(server: EmbeddedServer): Promise<void> {
  await server.query('postgres', `create database ${TEMPLATE}`);
  const pool = openPool(configOf(server, TEMPLATE), silentLogger);
  try {
    await setUpDatabase(pool, { schema: 'public', clock: systemClock, dryRun: false });
  } finally {
    await pool.end();
  }
}

async function createDatabase(server: EmbeddedServer): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await server.query('postgres', `create database ${name} template ${TEMPLATE}`);
  const config = configOf(server, name);
  const pool = openPool(config, silentLogger);
  return {
    name,
    config,
    pool,
    connectionString: server.connectionString(name),
    // A connection of its own, because a pooled one may have been killed by the test.
    query: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await server.query(name, text, [...values])) as Row[],
    drop: async () => {
      await pool.end();
      await server.query('postgres', `drop database if exists ${name} with (force)`);
    },
  };
}
