import { ADD_PREVIOUS_TIME, IS_SIGNED, READ_DELIVERY, SIGNED_TEXT } from './calendlyExpressions';
import { configured } from './configured';
import {
  configuration,
  hmac,
  isTrue,
  openWebhook,
  respond,
  shape,
  splitOut,
  textOfBody,
} from './coreNodes';
import { howItWorks, section } from './notes';
import { logActivity, queryTimeline } from './ourNodes';
import { ANSWER_FROM_RECEIPTS, refusal } from './webhookAnswers';
import type { WorkflowDefinition } from './workflowFile';

// Calendly waits 15 s for an answer (developer.calendly.com/api-docs/overview/webhooks/webhook-timeouts):
// two lookups, each with up to 3 s to connect, and the write must fit in.
const LOOKUP_LIMIT_MS = 2000;
const LOG_LIMIT_MS = 6000;

export const calendlyBooking: WorkflowDefinition = {
  name: 'Activity Log: bookings from Calendly',
  nodes: [
    { ...openWebhook('calendly-booking', { rawBody: true }), name: 'Receive Delivery', at: [0, 1] },
    // A request without a body has no bytes; it is refused like any other that is not signed.
    { ...textOfBody(), onError: 'continueRegularOutput', name: 'Read Raw Body', at: [1, 1] },
    {
      ...configuration({
        tenant: 'default',
        schema: 'public',
        spoolFolder: '',
        maximumAgeSeconds: 180,
      }),
      name: 'Configuration',
      at: [2, 1],
    },
    { ...hmac(SIGNED_TEXT, 'signature'), name: 'Compute Signature', at: [3, 1] },
    { ...isTrue(IS_SIGNED), name: 'Is Signed by Calendly', at: [4, 1] },
    {
      ...respond(
        refusal(`'The signature is missing, wrong or too old.'`, `'Calendly-Webhook-Signature'`),
        401,
      ),
      name: 'Answer Unauthorized',
      at: [5, 2],
    },
    { ...shape(READ_DELIVERY), name: 'Read Delivery', at: [5, 1] },
    { ...isTrue(`={{ $json.problem === '' }}`), name: 'Is Readable', at: [6, 1] },
    {
      ...respond(refusal('$json.problem', '$json.field'), 400),
      name: 'Answer Bad Request',
      at: [7, 2],
    },
    { ...isTrue(`={{ $json.kind !== '' }}`), name: 'Is to Be Logged', at: [7, 1] },
    {
      ...respond(`={{ { success: true, outcome: 'ignored' } }}`, 200),
      name: 'Answer Ignored',
      at: [8, 2],
    },
    { ...isTrue(`={{ $json.lookups.length > 0 }}`), name: 'Is Rescheduled', at: [8, 1] },
    { ...splitOut('lookups'), name: 'Split Invitees', at: [9, 0] },
    {
      ...queryTimeline({
        connection: 'postgres',
        operation: 'getTimeline',
        subject: 'entity',
        subjectValue: `={{ $json.invitee }}`,
        returnAll: false,
        limit: 10,
        filters: {
          eventTypes: ['BOOKING_CONFIRMED', 'BOOKING_RESCHEDULED'],
          tenant: configured('tenant'),
        },
        output: 'timeline',
        simplify: true,
        options: { schema: configured('schema'), statementTimeout: LOOKUP_LIMIT_MS },
      }),
      // While the database is away, the booking is logged without its previous time.
      onError: 'continueRegularOutput',
      name: 'Find Earlier Bookings',
      at: [10, 0],
    },
    {
      ...shape(ADD_PREVIOUS_TIME),
      executeOnce: true,
      name: 'Add Previous Time',
      at: [11, 0],
    },
    {
      ...logActivity({
        connection: 'postgres',
        eventType: { __rl: true, mode: 'name', value: `={{ $json.kind }}` },
        leadBy: `={{ $json.lead === '' ? 'none' : 'email' }}`,
        leadValue: `={{ $json.lead }}`,
        fieldsMode: 'json',
        fieldsJson: `={{ $json.fields }}`,
        additionalFields: {
          dedupeKey: `={{ $json.dedupeKey }}`,
          entityId: `={{ $json.entityId }}`,
          tenant: configured('tenant'),
          timestamp: `={{ $json.timestamp }}`,
        },
        include: 'receiptOnly',
        retryQueue: 'automatic',
        options: {
          schema: configured('schema'),
          spoolFolder: configured('spoolFolder'),
          totalTimeLimit: LOG_LIMIT_MS,
        },
      }),
      // What could be kept nowhere must still be answered, with 500.
      onError: 'continueRegularOutput',
      name: 'Log Activity',
      at: [12, 1],
    },
    { ...shape(ANSWER_FROM_RECEIPTS), name: 'Summarize Outcome', at: [13, 1] },
    {
      // Calendly gives up a webhook that is refused for 24 hours (developer.calendly.com/api-docs/overview/webhooks/webhook-errors).
      // What waits for a person is safe, so it is taken.
      ...respond(`={{ $json.body }}`, `={{ $json.statusCode === 500 ? 500 : 200 }}`),
      name: 'Answer Calendly',
      at: [14, 1],
    },
  ],
  links: [
    ['Receive Delivery', 'Read Raw Body'],
    ['Read Raw Body', 'Configuration'],
    ['Configuration', 'Compute Signature'],
    ['Compute Signature', 'Is Signed by Calendly'],
    ['Is Signed by Calendly', 'Read Delivery'],
    ['Is Signed by Calendly', 'Answer Unauthorized', 1],
    ['Read Delivery', 'Is Readable'],
    ['Is Readable', 'Is to Be Logged'],
    ['Is Readable', 'Answer Bad Request', 1],
    ['Is to Be Logged', 'Is Rescheduled'],
    ['Is to Be Logged', 'Answer Ignored', 1],
    ['Is Rescheduled', 'Split Invitees'],
    ['Is Rescheduled', 'Log Activity', 1],
    ['Split Invitees', 'Find Earlier Bookings'],
    ['Find Earlier Bookings', 'Add Previous Time'],
    ['Add Previous Time', 'Log Activity'],
    ['Log Activity', 'Summarize Outcome'],
    ['Summarize Outcome', 'Answer Calendly'],
  ],
  notes: [
    howItWorks({
      oldestN8n: '2.7',
      how: [
        'Calendly posts each booking to `…/calendly-booking`, signed with your signing key.',
        '`invitee.created` becomes BOOKING_CONFIRMED, `invitee.canceled` BOOKING_CANCELLED. A rescheduled meeting comes as both, and becomes one BOOKING_RESCHEDULED, with the time before if the log knows the earlier booking. The lead is found by the email of the invitee.',
        '**200**: the event is safe: written, already there, or kept in the retry queue, also while the database is away. **401**: the signature is missing, wrong or older than *maximumAgeSeconds*. **400** names in `field` what a signed delivery lacks. **500**: nothing could keep it; Calendly sends it again. Redelivery is harmless.',
        'What the log refuses is parked in the retry queue and answered with 200: Calendly gives up a webhook that is refused for a day.',
      ],
      setup: [
        'Create the tables once with *Replay Retry Queue* → *Set Up Database*.',
        'Make up a long random signing key. Put it into a Crypto credential as *Hmac Secret*, and choose it in **Compute Signature**.',
        'Choose the Postgres credential in **Find Earlier Bookings** and **Log Activity**.',
        'Look through **Configuration**, then publish.',
        "Subscribe with Calendly's API: `POST /webhook_subscriptions` with the address of **Receive Delivery**, the events `invitee.created` and `invitee.canceled`, and your `signing_key`.",
      ],
    }),
    section('Verify', 'Lets through what Calendly signed a short time ago.', [0, 1], [5, 2]),
    section('Read', 'Tells what happened; a move is told by its new booking.', [5, 1], [4, 2]),
    section('Find the time before', 'Reads the booking that was moved.', [9, 0], [3, 1]),
    section('Write and answer', 'Writes each event once, or keeps it.', [12, 1], [3, 2]),
  ],
};
