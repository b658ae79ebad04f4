import type { Clock, Logger } from '../ports';
import type { AlertChannel } from './alertChannel';
import { AlertFailure } from './alertFailure';
import type { Announcer, DeliveryReport } from './deliveryReport';
import type { Incidents, TargetIncidents } from './incidents';

export interface AnnouncerParts {
  readonly channel: AlertChannel;
  /** One per process. */
  readonly incidents: Incidents;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * One message per incident at once, digests after 5 and 30 minutes and then hourly, and one message
 * when it is over. There are no timers: what is due goes out with the next report of its target.
 *
 * - An outage (lanes transient and environment) is over when a report delivered something and kept
 *   nothing of that lane; people are told. Refused events (payload, conflict) are over after an
 *   hour without another one; nobody is told, because nobody can know.
 * - At most one new cause of an outage, and three of refused events, are told at once within five
 *   minutes; further ones wait for the end of these. So an outage that changes its code, or comes
 *   and goes, makes few messages.
 * - Everything due for a target makes one message.
 * - A message that is not known to have arrived stays due; it may be read twice, but is not lost.
 */
export class IncidentAnnouncer implements Announcer {
  constructor(private readonly parts: AnnouncerParts) {}

  async announce(report: DeliveryReport, deadline: number): Promise<void> {
    const { channel, incidents, clock, logger } = this.parts;
    try {
      const ofTarget = incidents.record(channel.id, report, clock.elapsed());
      if (ofTarget === null || ofTarget.isSending) return;
      await this.sendDue(ofTarget, deadline);
    } catch (error) {
      logger.warn('An alert was not sent; it stays due for the next execution.', wordsOf(error));
    }
  }

  private async sendDue(ofTarget: TargetIncidents, deadline: number): Promise<void> {
    const { channel, clock } = this.parts;
    ofTarget.isSending = true;
    try {
      // Others may have reported while a message was on its way.
      for (;;) {
        const due = ofTarget.due(clock.elapsed());
        if (due === null) return;
        await channel.send(due.alert, deadline);
        due.told(clock.elapsed());
      }
    } finally {
      ofTarget.isSending = false;
    }
  }
}

/** Of an error that nobody planned for, only its name is sure to hold no secret. */
function wordsOf(error: unknown): Record<string, unknown> {
  if (error instanceof AlertFailure) return { code: error.code, hint: error.hint };
  return { error: error instanceof Error ? error.name : typeof error };
}
