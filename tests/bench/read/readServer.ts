import { chmodSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import type { ConnectionConfig } from '../../../nodes/core/postgres/connectionConfig';
import { EmbeddedServer } from '../../../stand/embeddedPostgres';
import { Guard } from '../../../stand/guard';

/** A server of its own over a data folder. */
export interface ReadServer {
  /** How to reach a database of it. */
  config(database: string): ConnectionConfig;
  connectionString(database: string): string;
  /** Runs a statement on a connection of its own. */
  query(database: string, text: string, values?: unknown[]): Promise<unknown[]>;
  /** Starts it again with other settings. */
  restart(settings: Settings): Promise<void>;
  end(): Promise<void>;
}

export type Settings = Readonly<Record<string, string>>;

const MEGABYTE = 2 ** 20;
const MEMORY = { shared_buffers: `${Math.floor(totalmem() / 4 / MEGABYTE)}MB` };

/** For reading: a quarter of the memory; all else as PostgreSQL has it by default. */
export const READING: Settings = MEMORY;

/** For filling: nothing that guards against a crash; an interrupted fill is begun anew. */
export const FILLING: Settings = {
  ...MEMORY,
  fsync: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '4GB',
};

/** Settings for people, e.g. `shared_buffers 4096MB, fsync off`. */
export function toldSettings(settings: Settings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

/**
 * Starts a server to read from.
 * @param folder data folder, made when it is new and kept; null: one that is removed at the end
 */
export async function startReadServer(folder: string | null): Promise<ReadServer> {
  const guard = new Guard();
  const data = folder === null ? temporaryFolder(guard) : resolve(folder);
  if (folder !== null && !existsSync(join(data, '..')))
    mkdirSync(join(data, '..'), { recursive: true });
  const started = (settings: Settings): Promise<EmbeddedServer> =>
    EmbeddedServer.start({
      folder: data,
      settings,
      onStart: (processId) => guard.watch(processId),
      onStop: (processId) => guard.forget(processId),
    });
  let server = await started(READING);
  return {
    config: (database) => {
      const { host, port, user, password } = server;
      return { host, port, user, password, database, maxConnections: 5, ssl: false };
    },
    connectionString: (database) => server.connectionString(database),
    query: (database, text, values) => server.query(database, text, values),
    restart: async (settings) => {
      await server.stop();
      server = await started(settings);
    },
    end: async () => {
      await server.stop();
      await guard.close();
    },
  };
}

function temporaryFolder(guard: Guard): string {
  const folder = mkdtempSync(join(tmpdir(), 'activity-log-bench-read-'));
  // PostgreSQL may run as another user.
  chmodSync(folder, 0o755);
  guard.removeAtEnd(folder);
  return join(folder, 'data');
}
