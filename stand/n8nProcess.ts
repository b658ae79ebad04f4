import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import type { Guard } from './guard';
import { environmentOf, type N8nSurroundings, temporaryFolder } from './n8nEnvironment';
import type { N8nProgram } from './n8nInstallation';
import { endProcessGroup } from './processGroup';

export interface N8nProcessOptions extends N8nSurroundings {
  readonly program: N8nProgram;
  readonly logFile: string;
  readonly guard: Guard;
}

/** How a process of n8n is called, and when it is ready. */
export interface N8nCommand {
  /** E.g. `start`, and its flags. */
  readonly args: readonly string[];
  /** Settings of its own, by the names of environment variables. */
  readonly settings: Readonly<Record<string, string>>;
  /** n8n's last line of this command's start. */
  readonly readyLine: string;
  /** What must hold besides. */
  readonly isReady?: () => Promise<boolean>;
}

const READY_WITHIN_MS = 180_000;

/** A running process of n8n, with all that it started. */
export class N8nProcess {
  private isSaid = false;

  private constructor(
    private readonly child: ChildProcess,
    private readonly options: N8nProcessOptions,
  ) {}

  /** Starts it and waits until it is ready. */
  static async start(options: N8nProcessOptions, command: N8nCommand): Promise<N8nProcess> {
    mkdirSync(temporaryFolder(options.userFolder), { recursive: true });
    const { program, userFolder, guard } = options;
    const child = spawn(program.node, [program.script, ...command.args], {
      cwd: userFolder,
      env: { ...environmentOf(options), ...program.settings, ...command.settings },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    const started = new N8nProcess(child, options);
    const log = createWriteStream(options.logFile);
    child.stdout.on('data', (chunk: Buffer) => {
      started.isSaid ||= chunk.includes(command.readyLine);
    });
    child.stdout.pipe(log);
    child.stderr.pipe(log, { end: false });
    if (child.pid !== undefined) guard.watch(child.pid);
    await started.untilReady(command);
    return started;
  }

  /** What it has logged so far. */
  get log(): string {
    return readFileSync(this.options.logFile, 'utf8');
  }

  /** Stops it and its task runner and waits until both are gone. */
  async stop(): Promise<void> {
    await endProcessGroup(this.child);
    if (this.child.pid !== undefined) this.options.guard.forget(this.child.pid);
  }

  private async untilReady({ args, isReady }: N8nCommand): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    const name = `n8n ${args[0] ?? ''}`;
    while (Date.now() < deadline) {
      if (this.child.exitCode !== null) throw new Error(`${name} ended.\n${this.logTail()}`);
      if (this.isSaid && (isReady === undefined || (await isReady()))) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await this.stop();
    const within = `within ${READY_WITHIN_MS / 1000} s`;
    throw new Error(`${name} was not ready ${within}.\n${this.logTail()}`);
  }

  private logTail(): string {
    return this.log.slice(-4000);
  }
}
