import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { freePort } from './freePort';
import type { Guard } from './guard';

/** Where systems put it besides the PATH, which a service may have been given none of. */
const PLACES = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];
const PROGRAM = 'redis-server';
const READY_WITHIN_MS = 20_000;

/** Redis as systems install it; undefined when it is not there. */
export function findRedis(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...PLACES];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, PROGRAM))
    .find((path) => existsSync(path));
}

export interface RedisOptions {
  /** From `findRedis`. */
  readonly program: string;
  /** Made when missing; nothing is kept in it. */
  readonly folder: string;
  readonly guard: Guard;
}

/** Redis on a free port of the loopback address, in memory alone. */
export class RedisServer {
  readonly host = '127.0.0.1';

  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
    private readonly guard: Guard,
  ) {}

  static async start({ program, folder, guard }: RedisOptions): Promise<RedisServer> {
    mkdirSync(folder, { recursive: true });
    const port = await freePort();
    const flags = ['--port', `${port}`, '--bind', '127.0.0.1', '--daemonize', 'no'];
    flags.push('--save', '', '--appendonly', 'no', '--dir', folder);
    const child = spawn(program, flags, { stdio: 'ignore', detached: true });
    if (child.pid !== undefined) guard.watch(child.pid);
    const server = new RedisServer(child, port, guard);
    await server.untilReady();
    return server;
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (!hasEnded(child)) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    }
    if (child.pid !== undefined) this.guard.forget(child.pid);
  }

  private async untilReady(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!(await answersPing(this.port))) {
      if (hasEnded(this.child)) throw new Error('Redis did not start.');
      if (Date.now() > deadline) throw new Error('Redis did not answer in time.');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (answer: Buffer) => {
      socket.destroy();
      resolve(answer.toString('latin1').startsWith('+PONG'));
    });
    socket.once('error', () => resolve(false));
  });
}
