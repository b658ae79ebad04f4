import {
  booked,
  type CalendlyEvent,
  canceled,
  rescheduled,
} from '../../../stand/services/calendly';
import type { Answer } from '../../../stand/services/localServer';
import type { SentMessage } from '../../../stand/services/simpleTextingServer';
import {
  deliveryReport,
  messageReport,
  type WebhookReport,
} from '../../../stand/services/simpleTextingReports';
import type { Outside } from '../../../stand/journey/outside';
import type { StandServices } from '../../../stand/standServices';
import type { CampaignLead } from './campaign';
import type { IssuedEvent } from './judgeTimelines';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What carriers and leads do, and what must come of it in the timelines. */
export class Acts {
  /** By the number of the lead, in order. */
  readonly issued = new Map<number, IssuedEvent[]>();
  /** Answers of n8n that were not 200. */
  readonly refusals: string[] = [];
  /** Answers that an event was kept in the retry queue. */
  kept = 0;
  private readonly bookings = new Map<number, CalendlyEvent>();

  constructor(
    private readonly services: StandServices,
    private readonly outside: Outside,
  ) {}

  /** SimpleTexting took a message of the scheduler. */
  sent(lead: CampaignLead, { id, text }: SentMessage): void {
    this.note(lead, { type: 'MESSAGE_SENT', providerId: id, message: text });
  }

  /** The carrier reports on it. */
  async receipt(lead: CampaignLead, message: SentMessage): Promise<void> {
    const isDelivered = lead.receipt === 'delivered';
    const type = isDelivered ? 'MESSAGE_DELIVERED' : 'MESSAGE_FAILED';
    this.note(lead, { type, providerId: message.id, message: null });
    const kind = isDelivered ? 'DELIVERY_REPORT' : 'NON_DELIVERED_REPORT';
    await this.report(lead, deliveryReport(message, kind));
  }

  async reply(lead: CampaignLead): Promise<void> {
    if (lead.reply === 'none') return;
    const isStop = lead.reply === 'stop';
    const text = isStop ? 'Stop!' : `Yes – “${lead.firstName}” here, seat ${lead.number}`;
    const message = this.services.simpleTexting.incoming(lead.phone, text);
    const type = isStop ? 'OPT_OUT' : 'INBOUND_REPLY';
    this.note(lead, { type, providerId: message.id, message: text });
    await this.report(lead, messageReport(message));
  }

  async book(lead: CampaignLead): Promise<void> {
    if (lead.booking === 'none') return;
    const now = Date.now();
    const booking = booked({
      email: lead.email,
      name: `${lead.firstName} ${lead.lastName}`,
      startTime: new Date(now + DAY_MS).toISOString(),
      bookedAt: new Date(now).toISOString(),
    });
    this.bookings.set(lead.number, booking);
    await this.tell(lead, 'BOOKING_CONFIRMED', booking);
  }

  /** Who does not keep the booking moves or cancels it. */
  async rethink(lead: CampaignLead): Promise<void> {
    const booking = this.bookings.get(lead.number);
    if (booking === undefined) return;
    this.bookings.delete(lead.number);
    const at = new Date().toISOString();
    if (lead.booking === 'cancelled') {
      await this.tell(lead, 'BOOKING_CANCELLED', canceled(booking, { created_at: at }));
    }
    if (lead.booking === 'rescheduled') {
      const startTime = new Date(Date.now() + 2 * DAY_MS).toISOString();
      const both = rescheduled(booking, { startTime, at });
      // Calendly tells of the old time, too; it is no event of its own.
      this.judge(lead, await this.outside.tell(both.canceled));
      await this.tell(lead, 'BOOKING_RESCHEDULED', both.created);
    }
  }

  private async tell(lead: CampaignLead, type: string, event: CalendlyEvent): Promise<void> {
    this.note(lead, { type, providerId: event.payload.uri, message: null });
    await this.deliver(lead, async () => [await this.outside.tell(event)]);
  }

  private report(lead: CampaignLead, report: WebhookReport): Promise<void> {
    return this.deliver(lead, () => this.services.simpleTexting.send(report));
  }

  /** Repeated deliveries come at the same time, which is the hardest. */
  private async deliver(lead: CampaignLead, send: () => Promise<Answer[]>): Promise<void> {
    const answers = await Promise.all(lead.isRepeated ? [send(), send()] : [send()]);
    for (const answer of answers.flat()) this.judge(lead, answer);
  }

  private judge({ number }: CampaignLead, { status, body }: Answer): void {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    if (text.includes('"deadLettered"')) this.kept += 1;
    if (status !== 200) this.refusals.push(`lead ${number}: ${status} ${text}`);
  }

  private note({ number }: CampaignLead, event: IssuedEvent): void {
    const before = this.issued.get(number) ?? [];
    this.issued.set(number, [...before, event]);
  }
}
