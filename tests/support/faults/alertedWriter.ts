import { TimestampMemory } from '../../../nodes/core/activity/timestampMemory';
import { IncidentAnnouncer } from '../../../nodes/core/alerts/announceIncidents';
import { Incidents } from '../../../nodes/core/alerts/incidents';
import { SlackAlertChannel } from '../../../nodes/core/alerts/slackAlertChannel';
import { SlackPace } from '../../../nodes/core/alerts/slackPace';
import { CircuitBreaker } from '../../../nodes/core/delivery/circuitBreaker';
import { DEFAULT_RETRY_POLICY } from '../../../nodes/core/delivery/retryPolicy';
import { AxiosHttpClient } from '../../../nodes/core/http/axiosHttpClient';
import { logActivity } from '../../../nodes/core/logActivity';
import type { LogReceipt } from '../../../nodes/core/logReceipt';
import type { Logger } from '../../../nodes/core/ports';
import type { RetryStore } from '../../../nodes/core/retryQueue/retryStore';
import { systemClock } from '../../../nodes/core/systemClock';
import { ScriptedSink } from '../failingWrites';
import type { ManualClock } from '../manualClock';
import { failure, origin, target } from '../queueEntries';
import { seededRandom } from '../seededRandom';
import { silentLogger } from '../silentLogger';

/**
 * Executions of Log Activity in one process, on a clock of their own so that minutes pass at once;
 * HTTP takes its real time.
 */
export class AlertedWriter {
  /** Whether the database refuses connections. */
  isDown = true;
  readonly warnings: string[] = [];
  private readonly incidents = new Incidents();
  private readonly pace: SlackPace;
  private readonly breaker: CircuitBreaker;
  private executions = 0;

  constructor(
    private readonly webhookUrl: string,
    private readonly clock: ManualClock,
  ) {
    this.pace = new SlackPace(clock);
    this.breaker = new CircuitBreaker(clock);
  }

  /** One execution of so many events. */
  log(events: number): Promise<LogReceipt[]> {
    this.executions += 1;
    const from = { ...origin, executionId: String(this.executions) };
    const requests = Array.from({ length: events }, (_, itemIndex) => ({
      origin: { ...from, itemIndex },
      input: { eventType: 'NOTE_ADDED', fields: { note: 'lives in Arlington' } },
    }));
    const { clock, breaker } = this;
    return logActivity(requests, {
      ...{ clock, breaker, target, signal: undefined, journal: null, spool: null },
      sink: new ScriptedSink(clock, () => {
        if (this.isDown) throw failure();
      }),
      policy: { ...DEFAULT_RETRY_POLICY, attempts: 1 },
      stores: { whileAnswering: [TAKES_ALL], whileSilent: [TAKES_ALL] },
      registeredTypes: () => Promise.resolve(new Map()),
      timestamps: new TimestampMemory(clock),
      privacy: { mode: 'catalogDefault', key: null },
      random: seededRandom(`execution ${this.executions}`),
      logger: silentLogger,
      announcer: this.announcer(),
    });
  }

  private announcer(): IncidentAnnouncer {
    const { clock, pace, incidents, webhookUrl } = this;
    const config = { sendBy: 'webhook', webhookUrl } as const;
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

const notAsked = () => Promise.reject(new Error('Log Activity only ever puts.'));

const TAKES_ALL: RetryStore = {
  name: 'spool',
  put: () => Promise.resolve({ left: [], code: null }),
  claimDue: notAsked,
  settle: notAsked,
  status: notAsked,
  list: notAsked,
  purge: notAsked,
};
