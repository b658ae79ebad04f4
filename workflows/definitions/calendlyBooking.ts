import { IS_SIGNED, READ_DELIVERY, SIGNED_TEXT } from './calendlyExpressions';
import { configuration, hmac, isTrue, openWebhook, respond, shape, textOfBody } from './coreNodes';
import { howItWorks, section } from './notes';
import { ANSWER_FROM_RECEIPTS, refusal } from './webhookAnswers';
import { logReceived } from './receivedEvent';
import type { WorkflowDefinition } from './workflowFile';

// Calendly waits 15 s for an answer (developer.calendly.com/api-docs/overview/webhooks/webhook-timeouts):
// the write, with up to 3 s to connect, must fit in.
const LOG_LIMIT_MS = 8000;

export const calendlyBooking: WorkflowDefinition = {
  name: 'Activity Log: bookings from Calendly',
  nodes: [
    { ...openWebhook('calendly-booking', { rawBody: true }), name: 'Receive Delivery', at: [0, 0] },
    // A request without a body has no bytes; it is refused like any other that is not signed.
    { ...textOfBody(), onError: 'continueRegularOutput', name: 'Read Raw Body', at: [1, 0] },
    {
      ...configuration({
        tenant: 'default',
        schema: 'public',
        spoolFolder: '',
        maximumAgeSeconds: 180,
      }),
      name: 'Configuration',
      at: [2, 0],
    },
    { ...hmac(SIGNED_TEXT, 'signature'), name: 'Compute Signature', at: [3, 0] },
    { ...isTrue(IS_SIGNED), name: 'Is Signed by Calendly', at: [4, 0] },
    {
      ...respond(
        refusal(`'The signature is missing, wrong or too old.'`, `'Calendly-Webhook-Signature'`),
        401,
      ),
      name: 'Answer Unauthorized',
      at: [5, 1],
    },
    { ...shape(READ_DELIVERY), name: 'Read Delivery', at: [0, 3] },
    { ...isTrue(`={{ $json.problem === '' }}`), name: 'Is Readable', at: [1, 3] },
    {
      ...respond(refusal('$json.problem', '$json.field'), 400),
      name: 'Answer Bad Request',
      at: [2, 4],
    },
    { ...isTrue(`={{ $json.kind !== '' }}`), name: 'Is to Be Logged', at: [2, 3] },
    {
      ...respond(`={{ { success: true, outcome: 'ignored' } }}`, 200),
      name: 'Answer Ignored',
      at: [3, 4],
    },
    {
      ...logReceived({
        leadBy: `={{ $json.lead === '' ? 'none' : 'email' }}`,
        entityId: `={{ $json.entityId }}`,
        totalTimeLimit: LOG_LIMIT_MS,
      }),
      name: 'Log Activity',
      at: [4, 3],
    },
    { ...shape(ANSWER_FROM_RECEIPTS), name: 'Summarize Outcome', at: [5, 3] },
    {
      // Calendly gives up a webhook that is refused for 24 hours (developer.calendly.com/api-docs/overview/webhooks/webhook-errors).
      // What waits for a person is safe, so it is taken.
      ...respond(`={{ $json.body }}`, `={{ $json.statusCode === 500 ? 500 : 200 }}`),
      name: 'Answer Calendly',
      at: [6, 3],
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
    ['Is to Be Logged', 'Log Activity'],
    ['Is to Be Logged', 'Answer Ignored', 1],
    ['Log Activity', 'Summarize Outcome'],
    ['Summarize Outcome', 'Answer Calendly'],
  ],
  notes: [
    howItWorks({
      oldestN8n: '2.7',
      how: [
        'Calendly posts each booking to `…/calendly-booking`, signed with your signing key.',
        '`invitee.created` becomes BOOKING_CONFIRMED, `invitee.canceled` BOOKING_CANCELLED. A rescheduled meeting comes as both, and becomes one BOOKING_RESCHEDULED; its `old_invitee` is the *Entity ID* of the earlier booking. The lead is found by the email of the invitee.',
        '**200**: the event is safe: written, already there, or kept in the retry queue, also while the database is away. **401**: the signature is missing, wrong or older than *maximumAgeSeconds*. **400** names in `field` what a signed delivery lacks. **500**: nothing could keep it; Calendly sends it again. Redelivery is harmless.',
        'What the log refuses is parked in the retry queue and answered with 200: Calendly gives up a webhook that is refused for a day.',
      ],
      setup: [
        'Create the tables once with *Replay Retry Queue* → *Set Up Database*.',
        'Make up a long random signing key. Put it into a Crypto credential as *Hmac Secret*, and choose it in **Compute Signature**.',
        'Choose the Postgres credential in **Log Activity**.',
        'Look through **Configuration**, then publish.',
        "Subscribe with Calendly's API (an admin's token; a paid plan): `POST /webhook_subscriptions` with `url` (the production address of **Receive Delivery**, public https), `organization` (of `GET /users/me`), `scope` `organization`, `events` `invitee.created` and `invitee.canceled`, and your `signing_key`. `workflows/README.md`, section calendly-booking, has the calls.",
      ],
    }),
    section('Verify', 'Lets through what Calendly signed a short time ago.', [0, 0], [6, 2]),
    section('Read', 'Tells what happened; a move is told by its new booking.', [0, 3], [4, 2]),
    section('Write and answer', 'Writes each event once, or keeps it.', [4, 3], [3, 2]),
  ],
};
