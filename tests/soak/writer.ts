import { setTimeout as wait } from 'node:timers/promises';
import { TimestampMemory } from '../../nodes/core/activity/timestampMemory';
import { logActivity, type LogActivityParts } from '../../nodes/core/logActivity';
import type { KeepStores } from '../../nodes/core/keepUndelivered';
import type { LogReceipt } from '../../nodes/core/logReceipt';
import { seededRandom } from '../support/seededRandom';
import { type IssuedEvent, type IssuedEvents, requestsOf } from './issuedEvents';
import { openAnnouncer } from './hurriedAnnouncer';
import { openTools, SHORT_POLICY } from './logTool';
import { openOtherQueues, type OtherQueues } from './otherQueues';
import type { SoakWorld } from './soakWorld';

/** Events of most executions; now and then one has many more than a batch takes. */
const USUAL_ITEMS = 12;
const MANY_ITEMS = 130;
/** Most milliseconds between executions; an open circuit makes them quick, and queues long. */
const USUAL_PAUSE = 20;
const OUTAGE_PAUSE = 200;

/** What a writer's node is set to. */
export interface WriterSettings {
  readonly name: string;
  readonly journalFirst?: boolean;
  readonly retryQueue?: 'automatic' | 'airtable' | 'secondPostgres';
  readonly isAnnounced?: boolean;
}

/** A loop of executions, as one busy process of n8n runs them. */
export class Writer {
  private readonly tools;
  private readonly others;
  private readonly stores;
  private readonly announcer;
  private readonly name;
  private readonly random;
  private readonly timestamps;
  private executions = 0;
  /** Milliseconds of the longest call. */
  worst = 0;

  constructor(
    private readonly world: SoakWorld,
    private readonly issued: IssuedEvents,
    private readonly settings: WriterSettings,
  ) {
    const { name, retryQueue = 'automatic', isAnnounced = false } = settings;
    this.name = name;
    this.tools = openTools(world, name);
    world.writerPools.push(this.tools.pool);
    this.others = openOtherQueues(world, name);
    this.stores = storesOf(retryQueue, this.tools, this.others);
    this.announcer = isAnnounced ? openAnnouncer(world) : null;
    this.random = seededRandom(`writer ${name}`);
    this.timestamps = new TimestampMemory(world.clock);
  }

  /** Logs until `isOver`; every call ends before this resolves. */
  async run(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const many = this.random.fraction() < 0.03;
      const count = 1 + Math.floor(this.random.fraction() * (many ? MANY_ITEMS : USUAL_ITEMS));
      const isKept = await this.execute(Array.from({ length: count }, () => this.issued.next()));
      await wait(this.random.fraction() * (isKept ? OUTAGE_PAUSE : USUAL_PAUSE));
    }
  }

  async end(): Promise<void> {
    await this.tools.pool.end();
    await this.others.end();
  }

  /** @returns whether a retry queue has some of the events */
  private async execute(events: readonly IssuedEvent[]): Promise<boolean> {
    const executionId = `${this.name}-${++this.executions}`;
    const receipts = await this.log(events, executionId);
    // n8n's Retry On Fail runs the node again when another item of it failed.
    const isRetried = this.random.fraction() < 0.05;
    if (isRetried || receipts.some(({ outcome }) => outcome === 'lost')) {
      await this.log(events, executionId);
    }
    return receipts.some(({ keptIn }) => keptIn !== null);
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
    const { announcer, stores } = this;
    return {
      ...this.tools,
      ...{ signal, announcer, stores },
      journal: this.settings.journalFirst === true ? this.tools.journal : null,
      policy: SHORT_POLICY,
      privacy: { mode: 'catalogDefault', key: null },
      timestamps: this.timestamps,
      registeredTypes: () => Promise.resolve(new Map()),
    };
  }
}

/** As nodes/n8n/composeStores.ts orders them. */
function storesOf(
  retryQueue: NonNullable<WriterSettings['retryQueue']>,
  { queueTable, spool }: Pick<ReturnType<typeof openTools>, 'queueTable' | 'spool'>,
  others: OtherQueues,
): KeepStores {
  if (retryQueue === 'automatic') {
    return { whileAnswering: [queueTable, spool], whileSilent: [spool, queueTable] };
  }
  const stores = [others[retryQueue], spool];
  return { whileAnswering: stores, whileSilent: stores };
}

/** P5: what is not in the table must say why, and how to get on. */
function isSilent({ outcome, code, message, hint }: LogReceipt): boolean {
  if (outcome === 'written' || outcome === 'duplicate') return false;
  return code === null || message === null || hint === null;
}
