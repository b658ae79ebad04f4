import { createHash } from 'node:crypto';

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

/** Times as Calendly writes them, with microseconds. */
export const precise = (time: number | string) => new Date(time).toISOString().replace('Z', '000Z');

const idOf = (...parts: readonly string[]) =>
  createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16).toUpperCase();

/** The user whose calendar it is. */
export const HOST = `${API}/users/${idOf('host')}`;

/** The invitee of a new booking: the same for the same booking. */
export function newInvitee(booking: Booking): Invitee {
  const { email, startTime, bookedAt } = booking;
  const event = `${API}/scheduled_events/${idOf('event', email, startTime, bookedAt)}`;
  const uri = `${event}/invitees/${idOf('invitee', email, startTime, bookedAt)}`;
  return { ...inviteeOf(booking, uri), event, scheduled_event: eventOf(booking, event) };
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
  return {
    uri,
    name: eventName,
    status: 'active',
    start_time: precise(startTime),
    end_time: precise(Date.parse(startTime) + minutes * MINUTE),
    event_type: `${API}/event_types/${idOf('type', eventName)}`,
    location: { type: 'google_conference', status: 'pushed', join_url: null },
    invitees_counter: { total: 1, active: 1, limit: 1 },
    event_memberships: [{ user: HOST, user_email: 'host@example.com', user_name: 'Host' }],
    event_guests: [],
    created_at: precise(bookedAt),
    updated_at: precise(bookedAt),
  };
}
