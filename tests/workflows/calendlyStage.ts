import { booked, type CalendlyEvent, rescheduled, signature } from '../../stand/services/calendly';
import { calendlyDelivery, WEBHOOK_SECRET } from './serviceStage';
import { answerOf, type Answer, type Circumstances, TemplateStage } from './templateStage';

const TEMPLATE = 'calendly-booking';

interface Delivery extends Circumstances {
  /** When it was signed, in milliseconds since 1970; now unless given. */
  readonly at?: number;
  readonly signingKey?: string;
}

/** A row of the log, as far as bookings fill it. */
export interface BookingRow {
  readonly event_type: string;
  readonly lead_id: string | null;
  readonly lead_email: string | null;
  readonly timestamp: Date;
  readonly description: string;
  readonly entity_id: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The template of bookings as it runs for a user who gave Calendly a signing key. */
export class CalendlyStage {
  private constructor(readonly templates: TemplateStage) {}

  static async open(): Promise<CalendlyStage> {
    return new CalendlyStage(await TemplateStage.open());
  }

  async close(): Promise<void> {
    await this.templates.close();
  }

  /** Runs the template for one delivery of Calendly. */
  run(event: CalendlyEvent, { at = Date.now(), signingKey, ...rest }: Delivery = {}) {
    const key = signingKey === undefined ? {} : { signingKey };
    const { input, binary } = calendlyDelivery(event, { at, ...key });
    return this.templates.run(TEMPLATE, input, { ...this.credentials, binary, ...rest });
  }

  async deliver(event: CalendlyEvent, delivery: Delivery = {}): Promise<Answer> {
    return answerOf(await this.run(event, delivery));
  }

  /**
   * Runs the template for any request.
   * @param bytes of the body; undefined: the request has none
   */
  async request(bytes: string | undefined, headers: Readonly<Record<string, string>>) {
    const data = Buffer.from(bytes ?? '').toString('base64');
    const binary = { data: { data, mimeType: 'application/json' } };
    const input = { headers, params: {}, query: {}, body: {} };
    const body = bytes === undefined ? {} : { binary };
    const run = await this.templates.run(TEMPLATE, input, { ...this.credentials, ...body });
    return { run, ...answerOf(run) };
  }

  /** What is logged of the invitees of these deliveries, oldest first. */
  async rows(...events: readonly CalendlyEvent[]): Promise<BookingRow[]> {
    return await this.templates.database.query<BookingRow>(
      `select event_type, lead_id, lead_email, timestamp, description, entity_id, metadata
       from lead_activity_log where entity_id = any($1) order by timestamp, id`,
      [events.map(({ payload }) => payload.uri)],
    );
  }

  private get credentials(): Circumstances {
    return { credentials: { crypto: { hmacSecret: WEBHOOK_SECRET } } };
  }
}

/** The header of a signature made now. */
export function signedNow(body: string): Record<string, string> {
  return { 'calendly-webhook-signature': signature(body, WEBHOOK_SECRET, Date.now()) };
}

let bookings = 0;

/** John books a meeting; each call is another one. */
export function someBooking(differences: Partial<Parameters<typeof booked>[0]> = {}) {
  bookings += 1;
  const bookedAt = new Date(Date.UTC(2025, 10, 7, 15, bookings)).toISOString();
  const john = { email: 'John@example.com', name: 'John Lee', eventName: 'Strategy Call' };
  return booked({ ...john, startTime: '2025-12-10T14:00:00Z', bookedAt, ...differences });
}

/** He moves it by so many days, as many days after he booked it. */
export function moved(before: CalendlyEvent, days = 1) {
  const start = Date.parse(before.payload.scheduled_event.start_time) + days * 86_400_000;
  const at = new Date(Date.parse(before.payload.created_at) + days * 86_400_000).toISOString();
  return rescheduled(before, { startTime: new Date(start).toISOString(), at });
}
