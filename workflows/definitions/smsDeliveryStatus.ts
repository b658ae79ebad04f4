import { configured } from './configured';
import { isTrue, respond, shape } from './coreNodes';
import { LEAD_FROM_AIRTABLE, LEAD_FROM_LOG, READ_REPORT, REPORT_KEYS } from './deliveryReports';
import { AIRTABLE_CONFIGURATION } from './httpRequests';
import { findInLog, findLeads, leadsWithPhone } from './leadLookup';
import { TABLES } from './leadTable';
import { howItWorks, section } from './notes';
import { logActivity } from './ourNodes';
import { simpleTextingWebhook } from './simpleTextingKey';
import { answerFromReceipts, refusal } from './webhookAnswers';
import type { WorkflowDefinition } from './workflowFile';

const LOG_LIMIT_MS = 8000;

const { nodes, links } = simpleTextingWebhook({
  path: 'sms-delivery-status',
  receive: 'Receive Report',
  configured: {
    ...AIRTABLE_CONFIGURATION,
    leadsTable: TABLES.leads,
    tenant: 'default',
    schema: 'public',
    spoolFolder: '',
  },
  read: 'Read Report',
});

export const smsDeliveryStatus: WorkflowDefinition = {
  name: 'Activity Log: delivery reports from SimpleTexting',
  nodes: [
    ...nodes,
    { ...shape(READ_REPORT), name: 'Read Report', at: [5, 0] },
    { ...isTrue(`={{ $json.problem === '' }}`), name: 'Is Readable', at: [6, 0] },
    {
      ...respond(refusal('$json.problem', '$json.field'), 400),
      name: 'Answer Bad Request',
      at: [7, 1],
    },
    {
      ...findInLog(`={{ $json.messageId }}`, [
        'MESSAGE_SENT',
        'MESSAGE_DELIVERED',
        'MESSAGE_FAILED',
      ]),
      name: 'Find Message in Log',
      at: [7, 0],
    },
    { ...shape(LEAD_FROM_LOG), name: 'Add Lead from Log', at: [8, 0] },
    { ...isTrue(`={{ $json.isKnown }}`), name: 'Is Lead Known', at: [0, 3] },
    { ...findLeads(leadsWithPhone('$json.phone')), name: 'Find Lead in Airtable', at: [1, 4] },
    { ...shape(LEAD_FROM_AIRTABLE), name: 'Add Lead from Airtable', at: [2, 4] },
    {
      ...logActivity({
        connection: 'postgres',
        eventType: { __rl: true, mode: 'name', value: `={{ $json.kind }}` },
        leadBy: `={{ $json.leadBy }}`,
        leadValue: `={{ $json.lead }}`,
        fieldsMode: 'json',
        fieldsJson: `={{ $json.fields }}`,
        additionalFields: {
          dedupeKey: `={{ $json.dedupeKey }}`,
          entityId: `={{ $json.messageId }}`,
          tenant: configured('tenant'),
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
      at: [3, 3],
    },
    { ...shape(answerFromReceipts(REPORT_KEYS)), name: 'Summarize Outcome', at: [4, 3] },
    {
      ...respond(`={{ $json.body }}`, `={{ $json.statusCode }}`),
      name: 'Answer with Outcome',
      at: [5, 3],
    },
  ],
  links: [
    ...links,
    ['Read Report', 'Is Readable'],
    ['Is Readable', 'Find Message in Log'],
    ['Is Readable', 'Answer Bad Request', 1],
    ['Find Message in Log', 'Add Lead from Log'],
    ['Add Lead from Log', 'Is Lead Known'],
    ['Is Lead Known', 'Log Activity'],
    ['Is Lead Known', 'Find Lead in Airtable', 1],
    ['Find Lead in Airtable', 'Add Lead from Airtable'],
    ['Add Lead from Airtable', 'Log Activity'],
    ['Log Activity', 'Summarize Outcome'],
    ['Summarize Outcome', 'Answer with Outcome'],
  ],
  notes: [
    howItWorks({
      oldestN8n: '2.7',
      how: [
        'SimpleTexting posts what the carrier says of a message: `DELIVERY_REPORT` becomes MESSAGE_DELIVERED, `NON_DELIVERED_REPORT` MESSAGE_FAILED. It tells no time and no reason; the time is that of the report.',
        'The lead is the one that the message was sent to, as the log knows it by the message id; otherwise the one in Airtable with the phone number. Without either, the event is logged without a lead.',
        '**200**: the event is safe: written, already there, or kept in the retry queue, also while the database or Airtable is away. **401**: the key in the address is missing or wrong. **400** names in `field` what is wrong. **500**: nothing could keep it. A report that comes twice is written once.',
        'SimpleTexting reports no clicks of a contact. A link service with webhooks can post LINK_CLICKED to *Activity Log: API to log events*.',
      ],
      setup: [
        'Create the tables once with *Replay Retry Queue* → *Set Up Database*.',
        'Make up a long random secret. Put it into a Crypto credential as *Hmac Secret*, and choose it in **Compute Key**.',
        'Choose the Postgres credential in **Find Message in Log** and **Log Activity**, and an Airtable Personal Access Token in **Find Lead in Airtable** (scope `data.records:read`).',
        'Fill in **Configuration**: `airtableBase` is the id that begins with `app`. Publish.',
        'Execute **Show Address** by hand and paste the address that **Address for SimpleTexting** shows into SimpleTexting: Settings → API → Webhooks, with both triggers.',
      ],
    }),
    section(
      'Check the caller',
      'Lets through who knows the key. Run by hand, it shows the address.',
      [0, 0],
      [5, 3],
    ),
    section('Read', 'Asks the log for the lead of the message.', [5, 0], [4, 2]),
    section(
      'Find the lead, write and answer',
      'Asks Airtable by the phone number if the log does not know. Writes each report once, or keeps it.',
      [0, 3],
      [6, 2],
    ),
  ],
};
