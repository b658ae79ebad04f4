import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EmbeddedServer } from './embeddedPostgres';
import type { Guard } from './guard';
import type { N8nProgram } from './n8nInstallation';
import { endProcessGroup } from './processGroup';

export interface N8nServerOptions {
  readonly program: N8nProgram;
  readonly userFolder: string;
  readonly logFile: string;
  readonly port: number;
  /** n8n's task broker listens here. */
  readonly brokerPort: number;
  readonly encryptionKey: string;
  readonly database: EmbeddedServer;
  readonly guard: Guard;
}

const READY_WITHIN_MS = 180_000;
const OFF = 'false';
/** n8n's last line of a start: every published workflow is active by then. */
const OPEN_LINE = 'Editor is now accessible';

/** A running n8n; it answers on the loopback address alone and calls nothing outside. */
export class N8nServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly options: N8nServerOptions,
  ) {}

  /** Starts n8n and waits until its migrations are done and published workflows are active. */
  static async start(options: N8nServerOptions): Promise<N8nServer> {
    mkdirSync(temporaryFolder(options), { recursive: true });
    const child = spawn(options.program.node, [options.program.script, 'start'], {
      cwd: options.userFolder,
      env: { ...inheritedEnvironment(), ...environment(options) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    const log = createWriteStream(options.logFile);
    let open = false;
    child.stdout.on('data', (chunk: Buffer) => (open ||= chunk.includes(OPEN_LINE)));
    child.stdout.pipe(log);
    child.stderr.pipe(log, { end: false });
    if (child.pid !== undefined) options.guard.watch(child.pid);
    const server = new N8nServer(child, options);
    await server.until(async () => open && (await server.isHealthy()));
    return server;
  }

  get port(): number {
    return this.options.port;
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get processId(): number | undefined {
    return this.child.pid;
  }

  /** Stops n8n and its task runner and waits until both are gone. */
  async stop(): Promise<void> {
    await endProcessGroup(this.child);
    if (this.child.pid !== undefined) this.options.guard.forget(this.child.pid);
  }

  private async until(ready: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (Date.now() < deadline) {
      if (this.child.exitCode !== null) throw new Error(`n8n did not start.\n${this.logTail()}`);
      if (await ready()) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await this.stop();
    throw new Error(`n8n was not ready within ${READY_WITHIN_MS / 1000} s.\n${this.logTail()}`);
  }

  private async isHealthy(): Promise<boolean> {
    try {
      const answer = await fetch(`${this.address}/healthz/readiness`);
      return answer.ok;
    } catch {
      return false;
    }
  }

  private logTail(): string {
    return readFileSync(this.options.logFile, 'utf8').slice(-4000);
  }
}

/** Settings of another n8n on this machine, or of npm, are not for this one. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(N8N_|DB_|EXECUTIONS_|WEBHOOK_|QUEUE_|npm_|NODE_OPTIONS$|NODE_ENV$|JEST_)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** n8n leaves files behind in the system's folder for temporary files; here they are its own. */
function temporaryFolder({ userFolder }: N8nServerOptions): string {
  return join(userFolder, 'temporary');
}

function environment(options: N8nServerOptions): Record<string, string> {
  const { database } = options;
  const temporary = temporaryFolder(options);
  return {
    TMPDIR: temporary,
    TEMP: temporary,
    TMP: temporary,
    N8N_USER_FOLDER: options.userFolder,
    N8N_ENCRYPTION_KEY: options.encryptionKey,
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_HOST: '127.0.0.1',
    N8N_PORT: `${options.port}`,
    N8N_RUNNERS_BROKER_PORT: `${options.brokerPort}`,
    N8N_SECURE_COOKIE: OFF,
    DB_TYPE: 'postgresdb',
    DB_POSTGRESDB_HOST: database.host,
    DB_POSTGRESDB_PORT: `${database.port}`,
    DB_POSTGRESDB_DATABASE: 'postgres',
    DB_POSTGRESDB_USER: database.user,
    DB_POSTGRESDB_PASSWORD: database.password,
    EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all',
    EXECUTIONS_DATA_SAVE_ON_ERROR: 'all',
    N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
    ...NOTHING_OUTSIDE,
  };
}

/** Whatever calls the internet on n8n's own account, or needs what is not installed here. */
const NOTHING_OUTSIDE = {
  N8N_DIAGNOSTICS_ENABLED: OFF,
  N8N_VERSION_NOTIFICATIONS_ENABLED: OFF,
  N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: OFF,
  N8N_DYNAMIC_BANNERS_ENABLED: OFF,
  N8N_HIRING_BANNER_ENABLED: OFF,
  N8N_TEMPLATES_ENABLED: OFF,
  N8N_PERSONALIZATION_ENABLED: OFF,
  N8N_VERIFIED_PACKAGES_ENABLED: OFF,
  N8N_LICENSE_AUTO_RENEW_ENABLED: OFF,
  N8N_DISABLED_MODULES: 'mcp-registry,instance-ai,agents',
  N8N_PYTHON_ENABLED: OFF,
};
