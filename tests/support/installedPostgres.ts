import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../stand/freePort';
import { postgresUser } from '../../stand/postgresBinaries';
import { eventually } from './eventually';

/** A server of the machine's own PostgreSQL; anybody on the loopback address is its superuser. */
export interface InstalledServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Where Debian and Ubuntu put servers, by version. */
const FOLDER = '/usr/lib/postgresql';
const OLDEST_SUPPORTED = 15;

/** Programs of the oldest installed server that is supported; undefined when there is none. */
export function findInstalledPostgres(): string | undefined {
  if (!existsSync(FOLDER)) return undefined;
  return readdirSync(FOLDER)
    .map(Number)
    .filter((version) => version >= OLDEST_SUPPORTED)
    .sort((a, b) => a - b)
    .map((version) => join(FOLDER, String(version), 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
}

/** Starts a server with an empty data folder. @param programs from `findInstalledPostgres` */
export async function startInstalledPostgres(programs: string): Promise<InstalledServer> {
  const root = mkdtempSync(join(tmpdir(), 'activity-log-installed-'));
  chmodSync(root, 0o755);
  const data = join(root, 'data');
  const owner = postgresUser();
  mkdirSync(data, { mode: 0o700 });
  if (owner !== undefined) chownSync(data, owner.uid, owner.gid);
  const flags = ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C'];
  execFileSync(join(programs, 'initdb'), flags, { ...owner, cwd: root, stdio: 'pipe' });
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', data, '-p', `${port}`, ...settings.flatMap((setting) => ['-c', setting])],
    { ...owner, cwd: root, stdio: 'ignore' },
  );
  const exited = once(server, 'exit');
  const isReady = () => {
    if (server.exitCode !== null) throw new Error('The installed PostgreSQL did not start.');
    return answers(programs, port);
  };
  const stop = async () => {
    server.kill('SIGQUIT');
    await exited;
    rmSync(root, { recursive: true, force: true });
  };
  try {
    await eventually('the installed PostgreSQL is ready', isReady);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, stop };
}

function answers(programs: string, port: number): boolean {
  try {
    execFileSync(join(programs, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', `${port}`]);
    return true;
  } catch {
    return false;
  }
}
