import { ANSWER_BUDGET } from './answerBudget';
import { configured } from './configured';
import { isTrue, respond, shape, waitSeconds } from './coreNodes';
import { LEAD_FROM_LOG, READ_REPORT, REPORT_KEYS } from './deliveryReports';
import { AIRTABLE_CONFIGURATION } from './httpRequests';
import { alarmAboutLead, leadByPhone } from './leadByPhone';
import { findInLog } from './leadLookup';
import { LEAD_COLUMNS, TABLES } from './leadTable';
import { howItWorks, section } from './notes';
import { simpleTextingWebhook } from './simpleTextingKey';
import { answerFromReceipts, refusal } from './webhookAnswers';
import { logReceived } from './receivedEvent';
import type { WorkflowDefinition } from './workflowFile';

const { nodes, links } = simpleTextingWebhook({
  path: 'sms-delivery-status',
  receive: 'Receive Report',
  configured: {
    ...AIRTABLE_CONFIGURATION,
    leadsTable: TABLES.leads,
    lookAgainSeconds: ANSWER_BUDGET.pauseBetweenLooks,
    tenant: 'default',
    schema: 'public',
    spoolFolder: '',
  },
  read: 'Read Report',
});
const lead = leadByPhone({ then: 'Log Activity', column: LEAD_COLUMNS.progress });
const alarm = alarmAboutLead('Answer with Outcome', { at: [7, 3], stops: false });

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
    { ...isTrue(`={{ $json.isKnown }}`), name: 'Is Lead Known', at: [9, 0] },
    {
      ...isTrue(`={{ $json.isLogThere && $runIndex === 0 }}`),
      name: 'May Look Again',
      at: [10, 0],
    },
    { ...waitSeconds(configured('lookAgainSeconds')), name: 'Wait for Log', at: [11, 0] },
    ...lead.nodes,
    {
      ...logReceived({
        entityId: `={{ $json.messageId }}`,
        totalTimeLimit: ANSWER_BUDGET.write,
        hasTimestamp: false,
      }),
      name: 'Log Activity',
      at: [4, 3],
    },
    { ...shape(answerFromReceipts(REPORT_KEYS)), name: 'Summarize Outcome', at: [5, 3] },
    {
      ...respond(`={{ $json.body }}`, `={{ $json.statusCode }}`),
      name: 'Answer with Outcome',
      at: [6, 3],
    },
    ...alarm.nodes,
  ],
  links: [
    ...links,
    ['Read Report', 'Is Readable'],
    ['Is Readable', 'Find Message in Log'],
    ['Is Readable', 'Answer Bad Request', 1],
    ['Find Message in Log', 'Add Lead from Log'],
    ['Add Lead from Log', 'Is Lead Known'],
    ['Is Lead Known', 'Log Activity'],
    ['Is Lead Known', 'May Look Again', 1],
    ['May Look Again', 'Wait for Log'],
    ['Wait for Log', 'Find Message in Log'],
    ['May Look Again', 'Find Lead in Airtable', 1],
    ...lead.links,
    ['Log Activity', 'Summarize Outcome'],
    ['Summarize Outcome', 'Answer with Outcome'],
    ...alarm.links,
  ],
  notes: [
    howItWorks({
      oldestN8n: '2.7',
      how: [
        '`DELIVERY_REPORT` becomes MESSAGE_DELIVERED, `NON_DELIVERED_REPORT` MESSAGE_FAILED. SimpleTexting tells no time and no reason; the time is that of the report.',
        'The lead is the one that the message was sent to, as the log knows it by the message id; it looks again after *lookAgainSeconds*, because reports outrun the scheduler. Then the one in Airtable with the phone number; if that is none or several, the one *Sending*, or the last one who was sent a message. Without any, the event is logged without a lead.',
        '**200**: the event is safe: written, already there, or kept in the retry queue, also while the database or Airtable is away. **400** names in `field` what is wrong; **401**: wrong key; **409**: another report came under this id; **500**: nothing could keep it. When Airtable refuses the base, table or token, the execution ends in error after the answer.',
        'SimpleTexting reports no clicks. A link service with webhooks can post LINK_CLICKED to *Activity Log: API to log events*.',
      ],
      setup: [
        'Create the tables once with *Replay Retry Queue* → *Set Up Database*.',
        'Put a long random secret as *Hmac Secret* into a Crypto credential; choose it in **Compute Key**.',
        'Choose the Postgres credential in **Find Message in Log**, **Find Messages to Phone** and **Log Activity**, and an Airtable Personal Access Token (scope `data.records:read`) in **Find Lead in Airtable**.',
        'Fill in **Configuration**: `airtableBase` begins with `app`. Choose an error workflow. Publish.',
        'Execute **Show Address** and paste the address of **Address for SimpleTexting** into SimpleTexting (Settings → API → Webhooks) with the triggers `DELIVERY_REPORT` and `NON_DELIVERED_REPORT`. It must begin with your public https:// name, else set WEBHOOK_URL.',
      ],
    }),
    section(
      'Check the caller',
      'Lets through who knows the key. Run by hand, it shows the address.',
      [0, 0],
      [5, 3],
    ),
    section('Read', 'Asks the log for the lead of the message, twice.', [5, 0], [7, 2]),
    section(
      'Find the lead, write and answer',
      'Asks Airtable by the phone number if the log does not know. Writes each report once, or keeps it.',
      [0, 3],
      [7, 2],
    ),
    section('Tell', 'Airtable cannot be asked: a person must look.', [7, 3], [2, 2]),
  ],
};
