import { ExecutionDeadlines } from '../../../nodes/core/delivery/executionDeadlines';
import { keepEntries } from '../../../nodes/core/delivery/keepEntries';
import { DEFAULT_RETRY_POLICY } from '../../../nodes/core/delivery/retryPolicy';
import { AxiosHttpClient } from '../../../nodes/core/http/axiosHttpClient';
import type { Clock, HttpClient, Logger } from '../../../nodes/core/ports';
import type { AirtableConfig } from '../../../nodes/core/retryQueue/airtable/airtableConfig';
import { AirtableStore } from '../../../nodes/core/retryQueue/airtable/airtableStore';
import type { QueueEntry } from '../../../nodes/core/retryQueue/queueEntry';
import type { RetryStoreName } from '../../../nodes/core/retryQueue/retryStore';
import { SpoolStore } from '../../../nodes/core/spool/spoolStore';
import { systemClock, systemRandom } from '../../../nodes/core/systemClock';
import { ManualClock } from '../manualClock';
import { MemorySpoolFiles } from '../memorySpoolFiles';
import { silentLogger } from '../silentLogger';
import { AirtableServer, type StoredRecord } from '../../../stand/services/airtableServer';

interface Logged {
  readonly message: string;
  readonly context: Record<string, unknown> | undefined;
}

/** An Airtable server, stores on it, and the spool behind them, on a clock that waits pass at once. */
export class AirtableStage {
  readonly http = new AxiosHttpClient(systemClock);
  readonly logged: Logged[] = [];
  readonly spool: SpoolStore;
  private readonly logger: Logger;

  private constructor(
    readonly server: AirtableServer,
    readonly clock: ManualClock,
  ) {
    const log = (message: string, context?: Record<string, unknown>) =>
      void this.logged.push({ message, context });
    this.logger = { ...silentLogger, warn: log, error: log };
    // The spool's own time limit is not under test: on the other clock it would be over at once.
    this.spool = new SpoolStore({
      files: new MemorySpoolFiles(),
      folder: '/spool',
      clock: new ManualClock(),
      random: systemRandom,
      logger: this.logger,
      host: 'host-1',
      pid: 1,
    });
  }

  static async open(): Promise<AirtableStage> {
    const clock = new ManualClock(undefined, true);
    return new AirtableStage(await AirtableServer.start(clock), clock);
  }

  store(changes: { clock?: Clock; http?: HttpClient; config?: Partial<AirtableConfig> } = {}) {
    const { clock = this.clock, http = this.http, config } = changes;
    return new AirtableStore({
      http,
      clock,
      random: systemRandom,
      logger: this.logger,
      config: { ...this.server.config, ...config },
    });
  }

  /** As Log Activity keeps what it could not write: Airtable first, then the spool. */
  keep(entries: readonly QueueEntry[], store = this.store()): Promise<(RetryStoreName | null)[]> {
    const { clock, logger } = this;
    const deadlines = new ExecutionDeadlines(clock, DEFAULT_RETRY_POLICY);
    return keepEntries(entries, [store, this.spool], { clock: this.watch, logger, deadlines });
  }

  /**
   * The clock of those who use the stores: time passes by the stores' own waits alone, as a
   * watchdog's wait would pass at once, too.
   */
  get watch(): Clock {
    return {
      now: () => this.clock.now(),
      elapsed: () => this.clock.elapsed(),
      sleep: (milliseconds, signal) => new ManualClock().sleep(milliseconds, signal),
    };
  }

  /** `Clock.elapsed()` in `milliseconds`. */
  in(milliseconds: number): number {
    return this.clock.elapsed() + milliseconds;
  }

  recordOf(entry: QueueEntry): StoredRecord {
    const [record] = this.recordsOf(entry);
    if (record === undefined) throw new Error('Airtable has no record of this entry.');
    return record;
  }

  recordsOf(entry: QueueEntry): StoredRecord[] {
    return this.server.records.filter(({ fields }) =>
      String(fields.queue_id).startsWith(entry.eventId),
    );
  }

  /** Ids of the events that wait in the spool. */
  async spooled(entry: QueueEntry, now: Date): Promise<string[]> {
    const { target } = entry;
    const request = { target, now, limit: 10_000, includeNotDue: true };
    const { entries } = await this.spool.claimDue(request);
    return entries.map(({ eventId }) => eventId);
  }
}
