import { join } from 'node:path';
import { N8nProcess, type N8nProcessOptions } from './n8nProcess';

export interface N8nWorkerOptions extends N8nProcessOptions {
  /** Executions that it runs at once. */
  readonly concurrency: number;
}

const READY_LINE = 'n8n worker is now ready';
const TAKEN_EXECUTION = /Worker started execution (\d+)/g;

/** A process of n8n that runs what the main process puts into the queue of executions. */
export class N8nWorker {
  /** Taken before the process that runs now. */
  private readonly before: string[] = [];
  private process: N8nProcess | undefined;

  private constructor(private readonly options: N8nWorkerOptions) {}

  static async start(options: N8nWorkerOptions): Promise<N8nWorker> {
    const worker = new N8nWorker(options);
    await worker.start();
    return worker;
  }

  /** Starts it again, on the folder that it had. */
  async start(): Promise<void> {
    this.process = await N8nProcess.start(this.options, {
      args: ['worker', `--concurrency=${this.options.concurrency}`],
      settings: {},
      readyLine: READY_LINE,
    });
  }

  /** Ids of the executions that it has taken so far, as its log says. */
  get executions(): string[] {
    return [...this.before, ...this.takenByProcess()];
  }

  /** Where its executions keep events that no database takes. */
  get spoolFolder(): string {
    return join(this.options.userFolder, '.n8n', 'activity-log-spool');
  }

  /** Lets it end what it is running, and waits until it is gone. */
  async stop(): Promise<void> {
    await this.process?.stop();
    this.before.push(...this.takenByProcess());
    this.process = undefined;
  }

  private takenByProcess(): string[] {
    const log = this.process?.log ?? '';
    return [...log.matchAll(TAKEN_EXECUTION)].map(([, id]) => id ?? '');
  }
}
