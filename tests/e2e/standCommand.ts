import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const REPOSITORY = resolve(__dirname, '../..');

/** `npm start` as a person runs it, in a folder for temporary files of its own. */
export class StandCommand {
  private readonly folder = mkdtempSync(join(tmpdir(), 'activity-log-e2e-'));
  private child: ChildProcess | undefined;
  output = '';
  errors = '';

  constructor() {
    // PostgreSQL's own user has to get in when the tests run as root.
    chmodSync(this.folder, 0o755);
  }

  /** Runs the command to its end; gives its exit code. */
  async run(program: string, args: readonly string[]): Promise<number | null> {
    this.start(program, args);
    return this.ended();
  }

  start(program: string, args: readonly string[]): void {
    const child = spawn(program, args, {
      cwd: REPOSITORY,
      env: { ...process.env, TMPDIR: this.folder },
    });
    child.stdout.on('data', (chunk: Buffer) => (this.output += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (this.errors += chunk.toString('utf8')));
    this.child = child;
  }

  async ended(): Promise<number | null> {
    if (this.child === undefined) throw new Error('Not started.');
    if (this.child.exitCode !== null) return this.child.exitCode;
    const [code] = (await once(this.child, 'exit')) as [number | null];
    return code;
  }

  kill(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /** Waits until the stand has said this. */
  async untilSaid(words: string): Promise<void> {
    const isOver = (): boolean => this.errors.includes(words) || this.hasEnded();
    while (!isOver()) await new Promise((resolve) => setTimeout(resolve, 100));
    if (!this.errors.includes(words)) throw new Error(`It never said "${words}":\n${this.errors}`);
  }

  /** Processes that were started by it and still run, and files that it left. */
  leftovers(): string[] {
    // With "e" ps shows the environment too, which every process of the stand inherits.
    const processes = execFileSync('ps', ['axeww', '-o', 'pid=,command='], {
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    const running = processes.split('\n').filter((line) => line.includes(this.folder));
    // tsx keeps what it compiled there for the next run.
    const files = readdirSync(this.folder).filter((name) => !name.startsWith('tsx-'));
    return [...running, ...files];
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private hasEnded(): boolean {
    return this.child?.exitCode !== null || this.child.signalCode !== null;
  }
}
