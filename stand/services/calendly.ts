import { createHmac } from 'node:crypto';
import {
  type Booking,
  type Cancellation,
  HOST,
  type Invitee,
  newInvitee,
  precise,
} from './calendlyInvitee';
import type { Answer } from './localServer';

/** The body of a webhook (developer.calendly.com, webhook payload). */
export interface CalendlyEvent {
  readonly event: 'invitee.created' | 'invitee.canceled';
  readonly created_at: string;
  readonly created_by: string;
  readonly payload: Invitee;
}

/** Somebody books: the payload of `invitee.created`. */
export function booked(booking: Booking): CalendlyEvent {
  return wrapped('invitee.created', booking.bookedAt, newInvitee(booking));
}

/** The invitee of an event cancels, or the host does. */
export function canceled(
  { payload }: CalendlyEvent,
  cancellation: Partial<Cancellation> & { readonly created_at: string },
): CalendlyEvent {
  const at = precise(cancellation.created_at);
  const rest = { canceled_by: payload.name, reason: null, canceler_type: 'invitee' as const };
  const whole = { ...rest, ...cancellation, created_at: at };
  const event = { ...payload.scheduled_event, status: 'canceled', cancellation: whole };
  return wrapped('invitee.canceled', at, {
    ...payload,
    status: 'canceled',
    updated_at: at,
    cancellation: whole,
    scheduled_event: event,
  });
}

/**
 * The invitee moves to another time: Calendly cancels the old invitee, with `rescheduled: true`, and
 * creates a new one; each names the other (developer.calendly.com, "See how webhook payloads change
 * when invitees reschedule events").
 */
export function rescheduled(
  before: CalendlyEvent,
  { startTime, at }: { readonly startTime: string; readonly at: string },
): { readonly canceled: CalendlyEvent; readonly created: CalendlyEvent } {
  const { email, name, uri } = before.payload;
  const after = booked({ email, name, startTime, bookedAt: at });
  const left = canceled(before, { created_at: at });
  const moved = { rescheduled: true, new_invitee: after.payload.uri };
  return {
    canceled: { ...left, payload: { ...left.payload, ...moved } },
    created: { ...after, payload: { ...after.payload, old_invitee: uri } },
  };
}

/**
 * The header `Calendly-Webhook-Signature`: HMAC-SHA-256 of the time, a dot and the body as it is sent
 * (developer.calendly.com, Webhook Signatures).
 * @param at when it is sent, in milliseconds since 1970
 */
export function signature(body: string, signingKey: string, at: number): string {
  const t = String(Math.floor(at / 1000));
  const v1 = createHmac('sha256', signingKey).update(`${t}.${body}`).digest('hex');
  return `t=${t},v1=${v1}`;
}

/** Sends an event to a webhook, signed anew like each of Calendly's deliveries. */
export async function deliver(
  url: string,
  event: CalendlyEvent,
  { signingKey, at }: { readonly signingKey: string; readonly at: number },
): Promise<Answer> {
  const body = JSON.stringify(event);
  const headers = {
    'Content-Type': 'application/json',
    'Calendly-Webhook-Signature': signature(body, signingKey, at),
  };
  const response = await fetch(url, { method: 'POST', headers, body });
  return { status: response.status, body: await response.text() };
}

function wrapped(event: CalendlyEvent['event'], at: string, payload: Invitee): CalendlyEvent {
  return { event, created_at: precise(at), created_by: HOST, payload };
}
