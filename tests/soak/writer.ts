import { setTimeout as wait } from 'node:timers/promises';
import { TimestampMemory } from '../../nodes/core/activity/timestampMemory';
import { logActivity, type LogActivityParts } from '../../nodes/core/logActivity';
import type { LogReceipt } from '../../nodes/core/logReceipt';
import { seededRandom } from '../support/seededRandom';
import { type IssuedEvent, type IssuedEvents, requestsOf } from './issuedEvents';
import { openTools, SHORT_POLICY } from './logTool';
import type { SoakWorld } from './soakWorld';

/** Events of most executions; now and then one has many more than a batch takes. */
const USUAL_ITEMS = 12;
const MANY_ITEMS = 130;

/** A loop of executions, as one busy process of n8n runs them. */
export class Writer {
  private readonly tools;
  private readonly random;
  private readonly timestamps;
  private executions = 0;
  /** Milliseconds of the longest call. */
  worst = 0;

  constructor(
    private readonly world: SoakWorld,
    private readonly issued: IssuedEvents,
    private readonly name: string,
    private readonly journalFirst: boolean,
  ) {
    this.tools = openTools(world, name);
    this.random = seededRandom(`writer ${name}`);
    this.timestamps = new TimestampMemory(world.clock);
  }

  /** Logs until `isOver`; every call ends before this resolves. */
  async run(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const many = this.random.fraction() < 0.03;
      const count = 1 + Math.floor(this.random.fraction() * (many ? MANY_ITEMS : USUAL_ITEMS));
      await this.execute(Array.from({ length: count }, () => this.issued.next()));
      await wait(this.random.fraction() * 20);
    }
  }

  end(): Promise<void> {
    return this.tools.pool.end();
  }

  private async execute(events: readonly IssuedEvent[]): Promise<void> {
    const executionId = `${this.name}-${++this.executions}`;
    const receipts = await this.log(events, executionId);
    // n8n's Retry On Fail runs the node again when another item of it failed.
    const isRetried = this.random.fraction() < 0.05;
    if (isRetried || receipts.some(({ outcome }) => outcome === 'lost')) {
      await this.log(events, executionId);
    }
  }

  private async log(events: readonly IssuedEvent[], executionId: string): Promise<LogReceipt[]> {
    const isCancelled = this.random.fraction() < 0.03;
    const cancel = new AbortController();
    if (isCancelled) {
      setTimeout(() => cancel.abort(), this.random.fraction() * 100);
      this.world.tally.add('executions cancelled');
    }
    const start = performance.now();
    const requests = requestsOf(events, executionId, this.name);
    const receipts = await logActivity(requests, this.parts(cancel.signal));
    this.worst = Math.max(this.worst, performance.now() - start);
    events.forEach((event, i) => this.note(event, receipts[i]));
    return receipts;
  }

  private note(event: IssuedEvent, receipt: LogReceipt | undefined): void {
    if (receipt === undefined) throw new Error('There are fewer receipts than events.');
    const { tally } = this.world;
    tally.add(`outcome ${receipt.outcome}`);
    if (receipt.keptIn !== null) tally.add(`kept in ${receipt.keptIn}`);
    if (isSilent(receipt)) tally.add('silent receipts');
    this.issued.answer(event, receipt);
  }

  private parts(signal: AbortSignal): LogActivityParts {
    const { queueTable, spool, journal } = this.tools;
    return {
      ...this.tools,
      signal,
      journal: this.journalFirst ? journal : null,
      policy: SHORT_POLICY,
      privacy: { mode: 'catalogDefault', key: null },
      stores: { whileAnswering: [queueTable, spool], whileSilent: [spool, queueTable] },
      timestamps: this.timestamps,
      registeredTypes: () => Promise.resolve(new Map()),
    };
  }
}

/** P5: what is not in the table must say why, and how to get on. */
function isSilent({ outcome, code, message, hint }: LogReceipt): boolean {
  if (outcome === 'written' || outcome === 'duplicate') return false;
  return code === null || message === null || hint === null;
}
