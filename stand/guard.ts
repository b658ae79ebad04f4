import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Ends what was started when this process is gone, however it went (see guardProcess.mjs). */
export class Guard {
  private readonly child: ChildProcess;

  constructor() {
    this.child = spawn(process.execPath, [join(__dirname, 'guardProcess.mjs')], {
      stdio: ['pipe', 'ignore', 'inherit'],
      detached: process.platform !== 'win32',
    });
  }

  /** Watches a process and, except on Windows, the group that it leads. */
  watch(processId: number): void {
    this.tell(`+${processId}`);
  }

  /** Forgets a process that has ended, so that its number can be given to another. */
  forget(processId: number): void {
    this.tell(`-${processId}`);
  }

  /** Removes a folder at the end. */
  removeAtEnd(folder: string): void {
    this.tell(`rm ${folder}`);
  }

  /** Lets the guard do its work now and waits for its end. */
  async close(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.stdin?.end();
    await exited;
  }

  private tell(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }
}
