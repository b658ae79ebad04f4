import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { LogReceipt } from '../../../nodes/core/logReceipt';
import { eventually } from '../eventually';
import { FAILED_ONCE, type ProcessWork } from './logInProcess';

/** A process that runs Log Activity's use case once. */
export class LoggingProcess {
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown[]>;
  private output = '';

  constructor(work: ProcessWork) {
    const script = join(__dirname, 'logInProcess.ts');
    const command = ['--import', 'tsx', script, JSON.stringify(work)];
    this.child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.ended = once(this.child, 'close');
    this.child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString('utf8')));
  }

  async failsOnce(): Promise<void> {
    await eventually('the first attempt failed', () => this.output.startsWith(FAILED_ONCE));
  }

  terminate(): void {
    this.child.kill('SIGTERM');
  }

  /** @throws Error when it did not end by itself */
  async receipts(): Promise<LogReceipt[]> {
    const [code, signal] = await this.ended;
    if (code !== 0) throw new Error(`The process ended with ${String(code ?? signal)}.`);
    return JSON.parse(this.output.replaceAll(FAILED_ONCE, '')) as LogReceipt[];
  }
}
