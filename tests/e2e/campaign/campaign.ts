import { createHash } from 'node:crypto';
import type { FiledLead } from '../../../stand/crm';
import type { RandomSource } from '../../../nodes/core/ports';

export type ReplyKind = 'none' | 'answer' | 'stop';
export type BookingKind = 'none' | 'kept' | 'rescheduled' | 'cancelled';

/** A lead and what it will do. */
export interface CampaignLead {
  /** From 0. */
  readonly number: number;
  /** In PostgreSQL. */
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** Ten digits. */
  readonly phone: string;
  /** What the scheduler must make of the template. */
  readonly message: string;
  /** What the carrier reports. */
  readonly receipt: 'delivered' | 'undelivered';
  readonly reply: ReplyKind;
  readonly booking: BookingKind;
  /** Whether the services send each of this lead's webhooks twice. */
  readonly isRepeated: boolean;
}

/** One that is in Airtable. */
export type FiledCampaignLead = CampaignLead & FiledLead;

export const CAMPAIGN = 'autumn_webinar';
export const TEMPLATE_BODY = 'Hi {first_name}, your seat is free. Reply YES – or STOP.';

/** Apart from those of single leads in the same stand. */
const FIRST_PHONE = 4_085_560_000;
const FIRST_NAMES = ['Ana', 'Björn', 'Chloé', "D'Arcy", 'Ümit', 'John'];
/** Shares of leads. */
const UNDELIVERED = 0.04;
const STOPS = 0.06;
const ANSWERS = 0.24;
const BOOKED = 0.2;
const REPEATED = 0.1;

/** The same leads for the same randomness. */
export function planCampaign(random: RandomSource, count: number): CampaignLead[] {
  return Array.from({ length: count }, (_, number) => planLead(random, number));
}

function planLead(random: RandomSource, number: number): CampaignLead {
  const firstName = FIRST_NAMES[number % FIRST_NAMES.length] ?? '';
  const receipt = random.fraction() < UNDELIVERED ? 'undelivered' : 'delivered';
  const reply = receipt === 'undelivered' ? 'none' : replyFor(random.fraction());
  const booking = reply === 'answer' || reply === 'none' ? bookingFor(random.fraction()) : 'none';
  return {
    number,
    id: uuidOf(`lead ${number}`),
    firstName,
    lastName: `No. ${number}`,
    email: `lead-${number}@example.com`,
    phone: `${FIRST_PHONE + number}`,
    message: TEMPLATE_BODY.replace('{first_name}', firstName),
    receipt,
    reply,
    booking,
    isRepeated: random.fraction() < REPEATED,
  };
}

function replyFor(fraction: number): ReplyKind {
  if (fraction < STOPS) return 'stop';
  return fraction < STOPS + ANSWERS ? 'answer' : 'none';
}

/** Of those who book, one in four reschedules and one in four cancels. */
function bookingFor(fraction: number): BookingKind {
  if (fraction >= BOOKED) return 'none';
  if (fraction < BOOKED / 4) return 'rescheduled';
  return fraction < BOOKED / 2 ? 'cancelled' : 'kept';
}

function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
  ];
  return [...parts, hex.slice(20, 32)].join('-');
}
