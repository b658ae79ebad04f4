import { CAMPAIGN, CLIENT, JOHN, LATE, SARAH, type StoryLead, USER } from './leads';

/** One event as its sender knows it, in the form of the source PRD's records. */
export interface IssuedRecord {
  readonly event_type: string;
  readonly event_category: string;
  readonly lead: StoryLead;
  /** How the sender names the lead. */
  readonly leadBy: 'id' | 'airtableId';
  readonly description: string;
  readonly message_content: string | null;
  readonly metadata: Readonly<Record<string, string | number>>;
  readonly source: string;
  readonly execution_id: string | null;
  readonly client_id: string | null;
  readonly created_by: string | null;
  /** ISO 8601, UTC, milliseconds. No two records share one. */
  readonly timestamp: string;
  /** The sender's own id of the event: the same for each delivery of it. */
  readonly event_id: string;
}

const SMS_SOURCE = 'n8n:kJMMZ10anu4NqYUL';
const BOOKING_SOURCE = 'n8n:LiVE3BlxsFkHhG83';
const NOTHING = { message_content: null, execution_id: null, client_id: null, created_by: null };

/** Section 15 of the source PRD, its placeholder ids turned into seeded UUIDs. */
const EXAMPLES: readonly IssuedRecord[] = [
  {
    ...NOTHING,
    event_type: 'MESSAGE_SENT',
    event_category: 'SMS',
    lead: JOHN,
    leadBy: 'airtableId',
    description: 'SMS sent: Hey John, saw your form submission...',
    message_content: 'Hey John, saw your form submission. If you want help...',
    metadata: {
      campaign_id: 'chatgpt_use_cases',
      phone: '4085551234',
      template_id: 'recXYZ789',
      simpletexting_id: '12345',
    },
    source: SMS_SOURCE,
    execution_id: '28973',
    timestamp: '2025-11-07T08:15:05.000Z',
    event_id: 'simpletexting:12345',
  },
  {
    ...NOTHING,
    event_type: 'CAMPAIGN_ENROLLED',
    event_category: 'CAMPAIGN',
    lead: SARAH,
    leadBy: 'id',
    description: 'Enrolled in campaign: Problem Mapping Template',
    metadata: {
      campaign_id: CAMPAIGN,
      campaign_name: 'Problem Mapping Template',
      enrolled_by_user_id: USER.id,
      enrolled_by_email: USER.email,
    },
    source: 'ui:campaign-enroll',
    created_by: USER.id,
    timestamp: '2025-11-07T14:30:00.000Z',
    event_id: `enrolment:${CAMPAIGN}:${SARAH.id}`,
  },
  {
    ...NOTHING,
    event_type: 'BOOKING_CONFIRMED',
    event_category: 'BOOKING',
    lead: SARAH,
    leadBy: 'id',
    description: 'Calendly booking confirmed',
    metadata: {
      calendly_event_uri: 'evt_abc123',
      scheduled_at: '2025-11-10T14:00:00Z',
      invitee_name: 'Sarah Lee',
      event_type: 'Strategy Call',
    },
    source: BOOKING_SOURCE,
    execution_id: '29045',
    timestamp: '2025-11-07T15:22:10.000Z',
    event_id: 'calendly:evt_abc123',
  },
];

/** The receipt for the first SMS (under the same provider's id), and an answer. */
const ANSWERS: readonly IssuedRecord[] = [
  {
    ...NOTHING,
    event_type: 'MESSAGE_DELIVERED',
    event_category: 'SMS',
    lead: JOHN,
    leadBy: 'airtableId',
    description: 'SMS delivered',
    metadata: { phone: '4085551234', simpletexting_id: '12345', carrier: 'Example Mobile' },
    source: SMS_SOURCE,
    execution_id: '28974',
    timestamp: '2025-11-07T08:15:09.250Z',
    event_id: 'simpletexting:12345',
  },
  {
    ...NOTHING,
    event_type: 'INBOUND_REPLY',
    event_category: 'SMS',
    lead: SARAH,
    leadBy: 'airtableId',
    description: 'Reply received: Yes please 🙌 – could we make it 3 pm?',
    message_content: 'Yes please 🙌 – could we make it 3 pm?',
    metadata: { phone: SARAH.phone, simpletexting_id: '12399', sentiment: 'positive' },
    source: SMS_SOURCE,
    execution_id: '29046',
    timestamp: '2025-11-07T15:31:44.120Z',
    event_id: 'simpletexting:12399',
  },
];

const FURTHER_SMS = 40;
const FIRST_SMS_AT = Date.UTC(2025, 10, 8, 9);
const MINUTE_MS = 60_000;

/** What the sequence says in turn; one text has what serialisation gets wrong most easily. */
const TEXTS = [
  'Hi, here is the workbook that I promised. Which use case fits you best?',
  'Quick question: "quoted", a tab\tand an accent – déjà vu?',
  'We have two slots left this week. Shall I keep one for you?',
  'Most teams save five hours a week with this. Reply YES for an example.',
];

/** Ten further SMS each for John and Sarah, twenty for the lead that is not there yet. */
function furtherSms(): IssuedRecord[] {
  const receivers = [JOHN, LATE, SARAH, LATE];
  return Array.from({ length: FURTHER_SMS }, (_, index) => {
    const number = index + 1;
    const lead = receivers[index % receivers.length] ?? LATE;
    const text = `${TEXTS[Math.floor(index / receivers.length) % TEXTS.length] ?? ''} (${number})`;
    return {
      ...NOTHING,
      event_type: 'MESSAGE_SENT',
      event_category: 'SMS',
      lead,
      leadBy: 'airtableId',
      description: `SMS sent: message ${number} of the sequence`,
      message_content: text,
      metadata: {
        campaign_id: CAMPAIGN,
        phone: lead.phone,
        simpletexting_id: `${20_000 + number}`,
        sequence_position: number,
      },
      source: SMS_SOURCE,
      execution_id: `${30_000 + number}`,
      client_id: CLIENT.id,
      timestamp: new Date(FIRST_SMS_AT + index * MINUTE_MS).toISOString(),
      event_id: `simpletexting:${20_000 + number}`,
    };
  });
}

/** All records of the story, in the order in which they are sent. */
export const RECORDS: readonly IssuedRecord[] = [...EXAMPLES, ...ANSWERS, ...furtherSms()];
