import { configured } from './configured';
import { isTrue, respond, shape } from './coreNodes';
import { AIRTABLE_CONFIGURATION } from './httpRequests';
import { findInLog, findLeads, findSends, leadsWithPhone } from './leadLookup';
import { TABLES } from './leadTable';
import { howItWorks, section } from './notes';
import { logActivity } from './ourNodes';
import { simpleTextingWebhook } from './simpleTextingKey';
import {
  LEAD_OF_LAST_SEND,
  LEAD_OF_PHONE,
  LEAD_OF_SAME_REPLY,
  MESSAGE_KEYS,
  OPT_OUT_WORDS,
  READ_REPLY,
} from './smsReplies';
import { STOP_CONFIGURATION, stopLeads } from './stopLeads';
import { answerFromReceipts, refusal } from './webhookAnswers';
import type { WorkflowDefinition } from './workflowFile';

const LOG_LIMIT_MS = 8000;

const received = simpleTextingWebhook({
  path: 'sms-reply',
  receive: 'Receive Reply',
  configured: {
    ...AIRTABLE_CONFIGURATION,
    leadsTable: TABLES.leads,
    optOutWords: OPT_OUT_WORDS,
    ...STOP_CONFIGURATION,
    tenant: 'default',
    schema: 'public',
    spoolFolder: '',
  },
  read: 'Read Reply',
});
const stopped = stopLeads('Answer with Outcome', [6, 3]);

export const smsReplyHandler: WorkflowDefinition = {
  name: 'Activity Log: replies from SimpleTexting',
  nodes: [
    ...received.nodes,
    { ...shape(READ_REPLY), name: 'Read Reply', at: [5, 0] },
    { ...isTrue(`={{ $json.problem === '' }}`), name: 'Is Readable', at: [6, 0] },
    {
      ...respond(refusal('$json.problem', '$json.field'), 400),
      name: 'Answer Bad Request',
      at: [7, 1],
    },
    {
      ...findInLog(`={{ $json.eventId }}`, ['INBOUND_REPLY', 'OPT_OUT']),
      name: 'Find Reply in Log',
      at: [7, 0],
    },
    { ...shape(LEAD_OF_SAME_REPLY), name: 'Add Lead from Log', at: [8, 0] },
    { ...isTrue(`={{ $json.isKnown }}`), name: 'Is Lead Known', at: [0, 3] },
    {
      ...findLeads(leadsWithPhone('$json.phone'), 'continueErrorOutput'),
      name: 'Find Lead in Airtable',
      at: [1, 4],
    },
    { ...shape(LEAD_OF_PHONE), name: 'Add Lead from Airtable', at: [2, 4] },
    {
      ...findSends(`$('Read Reply').first().json.phone`),
      name: 'Find Messages to Phone',
      at: [2, 5],
    },
    { ...shape(LEAD_OF_LAST_SEND), name: 'Add Lead of Message', at: [3, 5] },
    {
      ...logActivity({
        connection: 'postgres',
        eventType: { __rl: true, mode: 'name', value: `={{ $json.kind }}` },
        leadBy: `={{ $json.leadBy }}`,
        leadValue: `={{ $json.lead }}`,
        fieldsMode: 'json',
        fieldsJson: `={{ $json.fields }}`,
        description: `={{ $json.description }}`,
        messageContent: `={{ $json.message }}`,
        additionalFields: {
          dedupeKey: `={{ $json.dedupeKey }}`,
          entityId: `={{ $json.eventId }}`,
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
      // What could be kept nowhere must still be answered, with 500; and an opt-out counts all the same.
      onError: 'continueRegularOutput',
      name: 'Log Activity',
      at: [3, 3],
    },
    { ...shape(answerFromReceipts(MESSAGE_KEYS)), name: 'Summarize Outcome', at: [4, 3] },
    {
      ...respond(`={{ $json.body }}`, `={{ $json.statusCode }}`),
      name: 'Answer with Outcome',
      at: [5, 3],
    },
    ...stopped.nodes,
  ],
  links: [
    ...received.links,
    ['Read Reply', 'Is Readable'],
    ['Is Readable', 'Find Reply in Log'],
    ['Is Readable', 'Answer Bad Request', 1],
    ['Find Reply in Log', 'Add Lead from Log'],
    ['Add Lead from Log', 'Is Lead Known'],
    ['Is Lead Known', 'Log Activity'],
    ['Is Lead Known', 'Find Lead in Airtable', 1],
    ['Find Lead in Airtable', 'Add Lead from Airtable'],
    ['Find Lead in Airtable', 'Find Messages to Phone', 1],
    ['Find Messages to Phone', 'Add Lead of Message'],
    ['Add Lead from Airtable', 'Log Activity'],
    ['Add Lead of Message', 'Log Activity'],
    ['Log Activity', 'Summarize Outcome'],
    ['Summarize Outcome', 'Answer with Outcome'],
    ...stopped.links,
  ],
  notes: [
    howItWorks({
      oldestN8n: '2.7',
      how: [
        'SimpleTexting posts what leads text. A text that is nothing but one of *optOutWords*, in any spelling, becomes OPT_OUT; everything else INBOUND_REPLY. `UNSUBSCRIBE_REPORT` becomes OPT_OUT too.',
        'The lead is the one in Airtable with the phone number; while Airtable is away, the one whom the last logged message to it went to. Without either, the event is logged without a lead.',
        '**200**: the event is safe: written, already there, or kept in the retry queue, also while the database or Airtable is away. **401**: the key in the address is missing or wrong. **400** names in `field` what is wrong. **500**: nothing could keep it. A message that comes twice is written once.',
        'After the answer every lead with the phone number of an opt-out is set to *Stopped*, and looked at again. If Airtable does not take it, the execution ends in error. A *START* sets nobody back: a person does.',
      ],
      setup: [
        'Create the tables once with *Replay Retry Queue* → *Set Up Database*.',
        'Put a long random secret as *Hmac Secret* into a Crypto credential; choose it in **Compute Key**.',
        'Choose the Postgres credential in **Find Reply in Log**, **Find Messages to Phone** and **Log Activity**.',
        'Choose an Airtable Personal Access Token (scopes `data.records:read` and `:write`) in **Find Lead in Airtable**, **Find Leads to Stop** and **Stop Leads**.',
        'Fill in **Configuration**: `airtableBase` is the id that begins with `app`. Choose an error workflow in the settings. Publish.',
        'Execute **Show Address** by hand and paste the address of **Address for SimpleTexting** into SimpleTexting: Settings → API → Webhooks, for incoming messages and unsubscribes.',
      ],
    }),
    section(
      'Check the caller',
      'Lets through who knows the key. Run by hand, it shows the address.',
      [0, 0],
      [5, 3],
    ),
    section('Read', 'Asks the log whether the reply is there already.', [5, 0], [4, 2]),
    section(
      'Find the lead, write and answer',
      'Asks Airtable by the phone number if the log does not know. Writes each reply once, or keeps it.',
      [0, 3],
      [6, 3],
    ),
    section('Stop', 'Nobody who opted out gets the next message.', [6, 3], [5, 3]),
  ],
};
