import { createHash, createHmac } from 'node:crypto';
import type { Answer } from './localServer';

const API = 'https://api.calendly.com';
const MINUTE = 60_000;

/** Who books what. */
export interface Booking {
  readonly email: string;
  readonly name: string;
  /** Start of the meeting: ISO 8601. */
  readonly startTime: string;
  /** When the invitee booked it: ISO 8601. */
  readonly bookedAt: string;
  /** 30 unless given. */
  readonly minutes?: number;
  /** `Intro Call` unless given. */
  readonly eventName?: string;
}

export interface Cancellation {
  readonly canceled_by: string;
  /** Null when the canceler wrote none. */
  readonly reason: string | null;
  readonly canceler_type: 'host' | 'invitee';
  readonly created_at: string;
}

/** The invitee of a webhook's payload, with the event inside. */
export interface Invitee {
  readonly uri: string;
  readonly email: string;
  readonly name: string;
  readonly status: 'active' | 'canceled';
  readonly rescheduled: boolean;
  readonly old_invitee: string | null;
  readonly new_invitee: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly cancellation?: Cancellation;
  readonly scheduled_event: Readonly<Record<string, unknown>> & {
    readonly uri: string;
    readonly name: string;
    readonly start_time: string;
    readonly end_time: string;
  };
  readonly [key: string]: unknown;
}

/** The body of a webhook (developer.calendly.com, webhook payload). */
export interface CalendlyEvent {
  readonly event: 'invitee.created' | 'invitee.canceled';
  readonly created_at: string;
  readonly created_by: string;
  readonly payload: Invitee;
}

/** Times as Calendly writes them, with microseconds. */
const precise = (time: number | string) => new Date(time).toISOString().replace('Z', '000Z');

const idOf = (...parts: readonly string[]) =>
  createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16).toUpperCase();

/** Somebody books: the payload of `invitee.created`. */
export function booked(booking: Booking): CalendlyEvent {
  const { email, startTime, bookedAt } = booking;
  const event = `${API}/scheduled_events/${idOf('event', email, startTime, bookedAt)}`;
  const uri = `${event}/invitees/${idOf('invitee', email, startTime, bookedAt)}`;
  const invitee: Invitee = {
    ...inviteeOf(booking, uri),
    event,
    scheduled_event: eventOf(booking, event),
  };
  return wrapped('invitee.created', bookedAt, invitee);
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
  const created_by = `${API}/users/${idOf('host')}`;
  return { event, created_at: precise(at), created_by, payload };
}

function inviteeOf({ email, name, bookedAt }: Booking, uri: string) {
  const id = uri.split('/').at(-1) ?? '';
  return {
    uri,
    email,
    name,
    first_name: null,
    last_name: null,
    status: 'active' as const,
    timezone: 'America/New_York',
    text_reminder_number: null,
    questions_and_answers: [],
    tracking: {
      utm_campaign: null,
      utm_source: null,
      utm_medium: null,
      utm_content: null,
      utm_term: null,
      salesforce_uuid: null,
    },
    rescheduled: false,
    old_invitee: null,
    new_invitee: null,
    cancel_url: `https://calendly.com/cancellations/${id}`,
    reschedule_url: `https://calendly.com/reschedulings/${id}`,
    routing_form_submission: null,
    payment: null,
    no_show: null,
    reconfirmation: null,
    created_at: precise(bookedAt),
    updated_at: precise(bookedAt),
  };
}

function eventOf(booking: Booking, uri: string): Invitee['scheduled_event'] {
  const { startTime, bookedAt, minutes = 30, eventName = 'Intro Call' } = booking;
  const host = `${API}/users/${idOf('host')}`;
  return {
    uri,
    name: eventName,
    status: 'active',
    start_time: precise(startTime),
    end_time: precise(Date.parse(startTime) + minutes * MINUTE),
    event_type: `${API}/event_types/${idOf('type', eventName)}`,
    location: { type: 'google_conference', status: 'pushed', join_url: null },
    invitees_counter: { total: 1, active: 1, limit: 1 },
    event_memberships: [{ user: host, user_email: 'host@example.com', user_name: 'Host' }],
    event_guests: [],
    created_at: precise(bookedAt),
    updated_at: precise(bookedAt),
  };
}
