import type { Alert, AlertChannel } from '../../nodes/core/alerts/alertChannel';
import { AlertFailure } from '../../nodes/core/alerts/alertFailure';
import { IncidentAnnouncer } from '../../nodes/core/alerts/announceIncidents';
import type { DeliveryReport } from '../../nodes/core/alerts/deliveryReport';
import { Incidents } from '../../nodes/core/alerts/incidents';
import type { Logger } from '../../nodes/core/ports';
import type { QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import type { RetryStoreName } from '../../nodes/core/retryQueue/retryStore';
import type { FailureWords } from '../../nodes/core/writeFailure';
import { ManualClock } from './manualClock';
import { failure, queueEntry, target } from './queueEntries';
import { silentLogger } from './silentLogger';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** A channel that remembers what it was given, and fails while it is told to. */
export class RecordingChannel implements AlertChannel {
  readonly sent: Alert[] = [];
  isDown = false;
  /** Awaited before a message counts as sent. */
  onSend: () => Promise<void> = async () => undefined;

  constructor(readonly id = 'channel-1') {}

  async send(alert: Alert): Promise<void> {
    await this.onSend();
    if (this.isDown) throw new AlertFailure('ECONNREFUSED', 'Check Slack.');
    this.sent.push(alert);
  }
}

/** What `failing` makes of its events. */
export interface FailingOptions {
  readonly events?: number;
  readonly words?: Partial<FailureWords>;
  readonly keptIn?: RetryStoreName | null;
}

/** An announcer with a clock of its own, over one recording channel. */
export class AlertStage {
  readonly clock = new ManualClock();
  readonly channel = new RecordingChannel();
  readonly incidents = new Incidents();
  readonly warnings: unknown[] = [];
  private numbers = 0;

  readonly logger: Logger = {
    ...silentLogger,
    warn: (message, context) => void this.warnings.push({ message, ...context }),
  };

  announcer(channel: AlertChannel = this.channel): IncidentAnnouncer {
    const { incidents, clock, logger } = this;
    return new IncidentAnnouncer({ channel, incidents, clock, logger });
  }

  announce(report: Partial<DeliveryReport>, channel?: AlertChannel): Promise<void> {
    const full = { target, delivered: 0, kept: [], ...report };
    return this.announcer(channel).announce(full, this.clock.elapsed() + 3 * SECOND);
  }

  /** One execution whose events all failed for the same reason. */
  async fail({ events = 1, words = {}, keptIn = 'spool' }: FailingOptions = {}): Promise<void> {
    const kept = Array.from({ length: events }, () => ({ entry: this.entry(words), keptIn }));
    await this.announce({ kept });
  }

  /** One execution whose events were all written. */
  succeed(delivered = 1): Promise<void> {
    return this.announce({ delivered });
  }

  entry(words: Partial<FailureWords> = {}): QueueEntry {
    this.numbers += 1;
    return queueEntry(this.numbers, { failure: failure(words), failedAt: this.clock.now() });
  }

  /** Kind, code, events since the last message and in all, of each message. */
  get told(): string[][] {
    return this.channel.sent.map(({ news }) =>
      news.map((one) => `${one.kind} ${one.code} ${one.sinceLast}/${one.inAll}`),
    );
  }
}
