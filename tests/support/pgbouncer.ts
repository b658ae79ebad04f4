import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../../stand/freePort';
import { Guard } from '../../stand/guard';
import { postgresUser } from '../../stand/postgresBinaries';
import { eventually } from './eventually';

/** PgBouncer on the loopback address, in front of one server. */
export interface Pooler {
  readonly port: number;
  /** Servers' connections and waiting clients of a database, as `show pools` tells. */
  pools(database: string): Promise<{ active: number; waiting: number }>;
  stop(): Promise<void>;
}

interface Backend {
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** PgBouncer on the PATH or where Debian puts it; undefined when it is not installed. */
export function findPgbouncer(): string | undefined {
  return ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/usr/local/bin/pgbouncer'].find((path) =>
    existsSync(path),
  );
}

/**
 * Starts PgBouncer in transaction mode.
 * @param settings settings of pgbouncer.ini, e.g. `{ default_pool_size: '1' }`
 */
export async function startPgbouncer(
  backend: Backend,
  settings: Readonly<Record<string, string>> = {},
): Promise<Pooler> {
  const program = findPgbouncer();
  if (program === undefined) throw new Error('PgBouncer is not installed.');
  const folder = mkdtempSync(join(tmpdir(), 'activity-log-pgbouncer-'));
  chmodSync(folder, 0o755);
  const guard = new Guard();
  guard.removeAtEnd(folder);
  const port = await freePort();
  const configuration = writeConfiguration(folder, { port, backend, settings });
  const pooler = spawn(program, ['-q', configuration], {
    ...postgresUser(),
    stdio: 'ignore',
    detached: true,
  });
  if (pooler.pid !== undefined) guard.watch(pooler.pid);
  const exited = once(pooler, 'exit');
  const ask = (statement: string) => askPooler({ ...backend, port }, statement);
  await eventually('PgBouncer answers', async () => {
    if (pooler.exitCode !== null) throw new Error('PgBouncer did not start.');
    return ask('show version').then(
      () => true,
      () => false,
    );
  });
  return {
    port,
    pools: async (database) => {
      const rows = (await ask('show pools')) as Record<string, string>[];
      const row = rows.find((one) => one['database'] === database);
      return { active: Number(row?.['sv_active'] ?? 0), waiting: Number(row?.['cl_waiting'] ?? 0) };
    },
    stop: async () => {
      pooler.kill('SIGTERM');
      await exited;
      if (pooler.pid !== undefined) guard.forget(pooler.pid);
      rmSync(folder, { recursive: true, force: true });
      await guard.close();
    },
  };
}

function writeConfiguration(
  folder: string,
  parts: { port: number; backend: Backend; settings: Readonly<Record<string, string>> },
): string {
  const { port, backend, settings } = parts;
  const users = join(folder, 'users.txt');
  writeFileSync(users, `"${backend.user}" "${backend.password}"\n`);
  const all = {
    ...{ listen_addr: '127.0.0.1', listen_port: `${port}`, unix_socket_dir: '' },
    ...{ auth_type: 'scram-sha-256', auth_file: users, admin_users: backend.user },
    ...{ pool_mode: 'transaction', default_pool_size: '5', ...settings },
  };
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`);
  const path = join(folder, 'pgbouncer.ini');
  const server = `* = host=127.0.0.1 port=${backend.port}`;
  writeFileSync(path, ['[databases]', server, '[pgbouncer]', ...lines, ''].join('\n'));
  return path;
}

/** PgBouncer's console takes simple queries only, as pg sends without parameters. */
async function askPooler(place: Backend, statement: string): Promise<unknown[]> {
  const client = new Client({ ...place, host: '127.0.0.1', database: 'pgbouncer' });
  await client.connect();
  try {
    return (await client.query(statement)).rows as unknown[];
  } finally {
    await client.end();
  }
}
