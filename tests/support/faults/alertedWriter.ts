import { TimestampMemory } from '../../../nodes/core/activity/timestampMemory';
import { IncidentAnnouncer } from '../../../nodes/core/alerts/announceIncidents';
import type { KeptEntry } from '../../../nodes/core/alerts/deliveryReport';
import { Incidents } from '../../../nodes/core/alerts/incidents';
import { SlackAlertChannel } from '../../../nodes/core/alerts/slackAlertChannel';
import { SlackPace } from '../../../nodes/core/alerts/slackPace';
import { ALERT_TIME_LIMIT, DEFAULT_RETRY_POLICY } from '../../../nodes/core/delivery/retryPolicy';
import { AxiosHttpClient } from '../../../nodes/core/http/axiosHttpClient';
import { logActivity } from '../../../nodes/core/logActivity';
import type { LogReceipt } from '../../../nodes/core/logReceipt';
import type { Clock, Logger } from '../../../nodes/core/ports';
import type { QueueEntry } from '../../../nodes/core/retryQueue/queueEntry';
import type { RetryStore } from '../../../nodes/core/retryQueue/retryStore';
import { systemClock } from '../../../nodes/core/systemClock';
import { toSlackConfig } from '../../../nodes/n8n/slackCredential';
import { ScriptedSink } from '../failingWrites';
import { failure, origin, target } from '../queueEntries';
import { seededRandom } from '../seededRandom';
import { silentLogger } from '../silentLogger';

export interface AlertedRun {
  readonly receipts: readonly LogReceipt[];
  /** Milliseconds of telling people, on the machine's clock. */
  readonly alertMs: number;
}

/** Executions of Log Activity in one process, with alerts by HTTP to a Slack. */
export class AlertedWriter {
  /** Whether the database refuses connections. */
  isDown = true;
  readonly warnings: string[] = [];
  private readonly incidents = new Incidents();
  private readonly pace: SlackPace;
  private executions = 0;

  constructor(
    private readonly credential: object,
    /** Of events and incidents; HTTP always takes its real time. */
    private readonly clock: Clock = systemClock,
  ) {
    this.pace = new SlackPace(clock);
  }

  /** One execution of so many events. */
  async log(events: number): Promise<AlertedRun> {
    const entries: QueueEntry[] = [];
    const receipts = await this.write(events, entries);
    const keptIn = new Map(receipts.map((receipt) => [receipt.eventId, receipt.keptIn]));
    const kept = entries.map((entry): KeptEntry => ({
      entry,
      keptIn: keptIn.get(entry.eventId) ?? null,
    }));
    const start = performance.now();
    const deadline = this.clock.elapsed() + ALERT_TIME_LIMIT;
    const delivered = receipts.length - kept.length;
    await this.announcer().announce({ target, delivered, kept }, deadline);
    return { receipts, alertMs: performance.now() - start };
  }

  private write(events: number, entries: QueueEntry[]): Promise<LogReceipt[]> {
    this.executions += 1;
    const from = { ...origin, executionId: String(this.executions) };
    const requests = Array.from({ length: events }, (_, itemIndex) => ({
      origin: { ...from, itemIndex },
      input: { eventType: 'NOTE_ADDED', fields: { note: 'lives in Arlington' } },
    }));
    const { clock } = this;
    const stores = [storeInto(entries)];
    return logActivity(requests, {
      sink: new ScriptedSink(clock, () => {
        if (this.isDown) throw failure();
      }),
      policy: { ...DEFAULT_RETRY_POLICY, attempts: 1 },
      signal: undefined,
      target,
      stores: { whileAnswering: stores, whileSilent: stores },
      registeredTypes: () => Promise.resolve(new Map()),
      timestamps: new TimestampMemory(clock),
      privacy: { mode: 'catalogDefault', key: null },
      random: seededRandom(`execution ${this.executions}`),
      clock,
      logger: silentLogger,
    });
  }

  private announcer(): IncidentAnnouncer {
    const { clock, pace, incidents } = this;
    const config = toSlackConfig(this.credential);
    const http = new AxiosHttpClient(systemClock);
    const logger: Logger = {
      ...silentLogger,
      warn: (message, context) =>
        void this.warnings.push(`${message} ${JSON.stringify(context ?? {})}`),
    };
    const channel = new SlackAlertChannel({ http, clock, config, pace });
    return new IncidentAnnouncer({ channel, incidents, clock, logger });
  }
}

function storeInto(entries: QueueEntry[]): RetryStore {
  const notAsked = () => Promise.reject(new Error('Log Activity only ever puts.'));
  return {
    name: 'spool',
    put: (put) => {
      entries.push(...put);
      return Promise.resolve({ left: [], code: null });
    },
    claimDue: notAsked,
    settle: notAsked,
    status: notAsked,
  };
}
