import { booked, type CalendlyEvent, deliver } from '../services/calendly';
import type { Answer } from '../services/localServer';
import { deliveryReport, messageReport } from '../services/simpleTextingReports';
import type { StandServices } from '../standServices';
import { webhookAddress } from '../webhookAddresses';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What happens outside of n8n: carriers deliver, leads answer and book. */
export class Outside {
  /** Ids of messages whose delivery is reported. */
  private readonly reported = new Set<string>();

  constructor(
    private readonly n8n: string,
    private readonly services: StandServices,
  ) {}

  /** Carriers report what SimpleTexting took and they have not reported yet. */
  async reportDeliveries(): Promise<Answer[]> {
    const { simpleTexting } = this.services;
    const fresh = simpleTexting.messages.filter(({ id }) => !this.reported.has(id));
    for (const { id } of fresh) this.reported.add(id);
    const answers = fresh.map((message) => simpleTexting.send(deliveryReport(message)));
    return (await Promise.all(answers)).flat();
  }

  /** Somebody texts to the account's phone. */
  reply(phone: string, text: string): Promise<Answer[]> {
    const { simpleTexting } = this.services;
    return simpleTexting.send(messageReport(simpleTexting.incoming(phone, text)));
  }

  /** Somebody books a meeting for this time tomorrow. */
  book(email: string, name: string): Promise<Answer> {
    const now = Date.now();
    const startTime = new Date(now + DAY_MS).toISOString();
    return this.tell(booked({ email, name, startTime, bookedAt: new Date(now).toISOString() }));
  }

  /** Calendly calls the webhook, signed for this moment. */
  tell(event: CalendlyEvent): Promise<Answer> {
    const signingKey = this.services.access.secrets.webhookSecret;
    const url = webhookAddress(this.n8n, 'calendly-booking');
    return deliver(url, event, { signingKey, at: Date.now() });
  }
}
