import { booked, type CalendlyEvent, deliver } from '../../../stand/services/calendly';
import type { Answer, TemplateWorld } from './templateWorld';
import type { WebhookCase } from './webhookCase';

const FIRST_START = Date.UTC(2026, 3, 1, 9);
const DAY_MS = 86_400_000;

const bookingOf = (email: string, number: number): CalendlyEvent =>
  booked({
    ...{ email, name: 'Jane Moss', bookedAt: new Date(FIRST_START - DAY_MS).toISOString() },
    startTime: new Date(FIRST_START + number * DAY_MS).toISOString(),
  });

const EMAIL = 'jane@example.com';

async function tell(
  world: TemplateWorld,
  event: CalendlyEvent,
  signingKey = world.webhookSecret,
): Promise<Answer> {
  const url = world.address('calendly-booking');
  const { status, body } = await deliver(url, event, { signingKey, at: Date.now() });
  return { status, body: JSON.parse(body as string) as unknown };
}

/** Calendly, which signs what it sends. */
export const calendlyCase: WebhookCase = {
  template: 'calendly-booking',
  deliver: (world, number) => tell(world, bookingOf(EMAIL, number)),
  deliverAsStranger: (world, number) => tell(world, bookingOf(EMAIL, number), 'guessed'),
  refusedWith: 401,
  deliverBad: (world) => {
    const { payload, ...rest } = bookingOf(EMAIL, 0);
    const { uri: _, ...without } = payload;
    return tell(world, { ...rest, payload: without } as CalendlyEvent);
  },
  badField: 'payload.uri',
  entityId: (number) => bookingOf(EMAIL, number).payload.uri,
  row: () => ({ event_type: 'BOOKING_CONFIRMED', metadata: { invitee_name: 'Jane Moss' } }),
};
