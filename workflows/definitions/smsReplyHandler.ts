import { ANSWER_BUDGET } from './answerBudget';
import { isTrue, respond, shape } from './coreNodes';
import { AIRTABLE_CONFIGURATION } from './httpRequests';
import { alarmAboutLead, leadByPhone } from './leadByPhone';
import { findInLog } from './leadLookup';
import { LEAD_COLUMNS, TABLES } from './leadTable';
import { howItWorks, section } from './notes';
import { simpleTextingWebhook } from './simpleTextingKey';
import { LEAD_OF_SAME_REPLY, MESSAGE_KEYS, OPT_OUT_WORDS, READ_REPLY } from './smsReplies';
import { STOP_CONFIGURATION, stopLeads } from './stopLeads';
import { answerFromReceipts, refusal } from './webhookAnswers';
import { logReceived } from './receivedEvent';
import type { WorkflowDefinition } from './workflowFile';

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
const lead = leadByPhone({ then: 'Log Activity', column: LEAD_COLUMNS.status });
const stopped = stopLeads('Answer with Outcome', [7, 3]);
const alarm = alarmAboutLead('Answer with Outcome', { at: [7, 5], stops: true });

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
    { ...isTrue(`={{ $json.isKnown }}`), name: 'Is Lead Known', at: [9, 0] },
    ...lead.nodes,
    {
      ...logReceived({
        entityId: `={{ $json.eventId }}`,
        totalTimeLimit: ANSWER_BUDGET.write,
        texts: {
          description: `={{ $json.description }}`,
          messageContent: `={{ $json.message }}`,
        },
      }),
      name: 'Log Activity',
      at: [4, 3],
    },
    { ...shape(answerFromReceipts(MESSAGE_KEYS)), name: 'Summarize Outcome', at: [5, 3] },
    {
      ...respond(`={{ $json.body }}`, `={{ $json.statusCode }}`),
      name: 'Answer with Outcome',
      at: [6, 3],
    },
    ...stopped.nodes,
    ...alarm.nodes,
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
    ...lead.links,
    ['Log Activity', 'Summarize Outcome'],
    ['Summarize Outcome', 'Answer with Outcome'],
    ...stopped.links,
    ...alarm.links,
  ],
  notes: [
    howItWorks({
      oldestN8n: '2.7',
      how: [
        '`INCOMING_MESSAGE`: a text that is nothing but one of *optOutWords*, in any spelling (`S.T.O.P`, `stop stop`), becomes OPT_OUT; everything else INBOUND_REPLY (*STOP please* too). `UNSUBSCRIBE_REPORT` becomes OPT_OUT.',
        'The lead is the one in Airtable with the phone number; if that is none or several, or Airtable is away, the last one who was sent a message. Without any, the event is logged without a lead.',
        '**200**: the event is safe: written, already there, or kept in the retry queue, also while the database or Airtable is away. **400** names in `field` what is wrong; **401**: wrong key; **409**: another message came under this id; **500**: nothing could keep it.',
        'After the answer every lead with the phone number of an opt-out is set to *Stopped*, and looked at again. The execution ends in error when Airtable refuses, or nobody has the number. A *START* sets nobody back: a person does.',
      ],
      setup: [
        'Create the tables once with *Replay Retry Queue* → *Set Up Database*.',
        'Put a long random secret as *Hmac Secret* into a Crypto credential; choose it in **Compute Key**.',
        'Choose the Postgres credential in **Find Reply in Log**, **Find Messages to Phone** and **Log Activity**.',
        'Choose an Airtable Personal Access Token (scopes `data.records:read`, `:write`) in **Find Lead in Airtable**, **Find Leads to Stop** and **Stop Leads**.',
        'Fill in **Configuration**: `airtableBase` begins with `app`. Choose an error workflow. Publish.',
        'Execute **Show Address** and paste the address of **Address for SimpleTexting** into SimpleTexting (Settings → API → Webhooks) with the triggers `INCOMING_MESSAGE` and `UNSUBSCRIBE_REPORT`. It must begin with your public https:// name, else set WEBHOOK_URL.',
      ],
    }),
    section(
      'Check the caller',
      'Lets through who knows the key. Run by hand, it shows the address.',
      [0, 0],
      [5, 3],
    ),
    section('Read', 'Asks the log whether the reply is there already.', [5, 0], [5, 2]),
    section(
      'Find the lead, write and answer',
      'Asks Airtable by the phone number, and the log if that is not clear. Writes each reply once, or keeps it.',
      [0, 3],
      [7, 2],
    ),
    section('Stop', 'Nobody who opted out gets the next message.', [7, 3], [5, 3]),
  ],
};
