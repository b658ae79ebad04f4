import {
  byHand,
  configuration,
  everyMinutes,
  isTrue,
  keepIf,
  placeholder,
  shape,
  splitOut,
  stopWithError,
  waitSeconds,
} from './coreNodes';
import { LEAD_COLUMNS, TABLES, TEMPLATE_COLUMNS } from './leadTable';
import { howItWorks, section } from './notes';
import { BATCH_ALARM, IS_ALL_KEPT, IS_BATCH_WELL, RUN_ALARM } from './smsSchedulerAlarms';
import { CLAIM_ALARM, IS_CLAIMED, IS_OURS, NAME_THE_CLAIM, PAUSE } from './smsSchedulerClaims';
import { COMPOSE_MESSAGE, IS_NOT_UPDATED, RECORD_OUTCOME } from './smsSchedulerExpressions';
import {
  claim,
  CONFIGURATION,
  log,
  PATIENT,
  readClaimed,
  readDue,
  readTemplates,
  send,
  updateLeads,
  updateOneByOne,
  writeAudit,
} from './smsSchedulerNodes';
import type { WorkflowDefinition } from './workflowFile';

function columns(named: Readonly<Record<string, string>>): string {
  return Object.values(named).join(', ');
}

export const smsScheduler: WorkflowDefinition = {
  name: 'Activity Log: SMS scheduler',
  nodes: [
    { ...everyMinutes(15), name: 'Every 15 Minutes', at: [0, 0] },
    { ...byHand(), name: 'Run by Hand', at: [0, 1] },
    { ...configuration(CONFIGURATION), name: 'Configuration', at: [1, 0] },
    { ...readTemplates(), ...PATIENT, name: 'Read Message Templates', at: [2, 0] },
    {
      ...readDue(),
      ...PATIENT,
      // The templates may come as several pages.
      executeOnce: true,
      onError: 'continueErrorOutput',
      name: 'Read Due Leads',
      at: [3, 0],
    },
    { ...readDue(), ...PATIENT, name: 'Read Due Leads Again', at: [4, 1] },
    {
      ...isTrue(
        `={{ $json.body.records.length > 0 && $runIndex < $('Configuration').first().json.batchesPerRun }}`,
      ),
      name: 'Is Any Lead Due',
      at: [5, 0],
    },
    { ...isTrue(IS_ALL_KEPT), name: 'Was All Kept', at: [6, 1] },
    { ...stopWithError(RUN_ALARM), name: 'Report the Run', at: [7, 1] },
    { ...shape(NAME_THE_CLAIM), name: 'Name the Claim', at: [6, 0] },
    // Without retries: a claim must follow at once on what it was read from.
    { ...claim(), onError: 'continueRegularOutput', name: 'Claim Leads', at: [7, 0] },
    { ...waitSeconds(PAUSE), name: 'Let Claims Settle', at: [8, 0] },
    { ...isTrue(IS_CLAIMED), name: 'Is It Claimed', at: [9, 0] },
    { ...isTrue('={{ $json.statusCode === 429 }}'), name: 'Is Airtable Busy', at: [10, 1] },
    { ...stopWithError(CLAIM_ALARM), name: 'Report the Claim', at: [11, 1] },
    {
      ...readClaimed(),
      ...PATIENT,
      onError: 'continueErrorOutput',
      name: 'Read Claimed Leads',
      at: [10, 0],
    },
    { ...readClaimed(), ...PATIENT, name: 'Read Claimed Leads Again', at: [11, 0] },
    { ...splitOut('records'), name: 'One Item per Lead', at: [0, 3] },
    { ...keepIf(IS_OURS), name: 'Only Claimed Leads', at: [1, 3] },
    { ...shape(COMPOSE_MESSAGE), name: 'Compose Message', at: [2, 3] },
    { ...isTrue(`={{ $json.outcome === 'Ready' }}`), name: 'Can It Be Sent', at: [3, 3] },
    { ...send(), onError: 'continueRegularOutput', name: 'Send SMS', at: [4, 3] },
    // Below: n8n ends the upper of two branches first. So the batch is recorded once, and as a whole.
    { ...shape(RECORD_OUTCOME), name: 'Record Outcome', at: [4, 4] },
    { ...isTrue('={{ $json.event !== null }}'), name: 'Is It an Event', at: [5, 3] },
    // What could be kept nowhere is told by Raise the Alarm, after the leads were updated.
    { ...log(), onError: 'continueRegularOutput', name: 'Log Activity', at: [6, 3] },
    {
      ...updateLeads(),
      ...PATIENT,
      executeOnce: true,
      onError: 'continueRegularOutput',
      name: 'Update Leads',
      at: [5, 4],
    },
    { ...keepIf(IS_NOT_UPDATED), name: 'Leads Not Updated', at: [5, 5] },
    {
      ...updateOneByOne(),
      ...PATIENT,
      onError: 'continueRegularOutput',
      name: 'Update Leads Again',
      at: [6, 5],
    },
    {
      ...isTrue(
        `={{ $('Configuration').first().json.writeSmsAudit && $('Record Outcome').all().some(({ json }) => json.audit !== null) }}`,
      ),
      executeOnce: true,
      name: 'Is SMS_Audit Wanted',
      at: [5, 6],
    },
    {
      ...writeAudit(),
      ...PATIENT,
      onError: 'continueErrorOutput',
      name: 'Write SMS_Audit',
      at: [6, 6],
    },
    {
      ...writeAudit(),
      ...PATIENT,
      // Told when the run ends: nobody's message waits for a copy.
      onError: 'continueRegularOutput',
      name: 'Write SMS_Audit Again',
      at: [7, 6],
    },
    { ...isTrue(IS_BATCH_WELL), executeOnce: true, name: 'Is the Batch Well', at: [5, 7] },
    { ...stopWithError(BATCH_ALARM), name: 'Raise the Alarm', at: [6, 7] },
    // Lowest of all: a batch is finished before the next one is read.
    { ...placeholder(), name: 'Next Batch', at: [0, 5] },
  ],
  links: [
    ['Every 15 Minutes', 'Configuration'],
    ['Run by Hand', 'Configuration'],
    ['Configuration', 'Read Message Templates'],
    ['Read Message Templates', 'Read Due Leads'],
    ['Read Due Leads', 'Is Any Lead Due'],
    ['Read Due Leads', 'Read Due Leads Again', 1],
    ['Read Due Leads Again', 'Is Any Lead Due'],
    ['Is Any Lead Due', 'Name the Claim'],
    ['Is Any Lead Due', 'Was All Kept', 1],
    ['Was All Kept', 'Report the Run', 1],
    ['Name the Claim', 'Claim Leads'],
    ['Claim Leads', 'Let Claims Settle'],
    ['Let Claims Settle', 'Is It Claimed'],
    ['Is It Claimed', 'Read Claimed Leads'],
    ['Is It Claimed', 'Is Airtable Busy', 1],
    ['Is Airtable Busy', 'Next Batch'],
    ['Is Airtable Busy', 'Report the Claim', 1],
    ['Read Claimed Leads', 'One Item per Lead'],
    ['Read Claimed Leads', 'Next Batch'],
    ['Read Claimed Leads', 'Read Claimed Leads Again', 1],
    ['Read Claimed Leads Again', 'One Item per Lead'],
    ['Read Claimed Leads Again', 'Next Batch'],
    ['One Item per Lead', 'Only Claimed Leads'],
    ['Only Claimed Leads', 'Compose Message'],
    ['Compose Message', 'Can It Be Sent'],
    ['Can It Be Sent', 'Send SMS'],
    ['Compose Message', 'Record Outcome'],
    ['Record Outcome', 'Is It an Event'],
    ['Is It an Event', 'Log Activity'],
    ['Record Outcome', 'Update Leads'],
    ['Record Outcome', 'Leads Not Updated'],
    ['Leads Not Updated', 'Update Leads Again'],
    ['Record Outcome', 'Is SMS_Audit Wanted'],
    ['Is SMS_Audit Wanted', 'Write SMS_Audit'],
    ['Write SMS_Audit', 'Write SMS_Audit Again', 1],
    ['Record Outcome', 'Is the Batch Well'],
    ['Is the Batch Well', 'Raise the Alarm', 1],
    ['Next Batch', 'Read Due Leads'],
  ],
  notes: [
    howItWorks({
      how: [
        'Every 15 minutes, or by hand: takes ten leads from Airtable whose next message is due, claims them, fills in the message template of their campaign and step, sends by SimpleTexting, logs **MESSAGE_SENT** or **MESSAGE_FAILED**, and updates the leads. Then the next ten.',
        'A message is sent at most once: of two runs that overlap, one gives way, and a send is never repeated. *SMS Progress* says what became of it: `Sent`, `Failed`, `Completed`, `Unsure` (no clear answer) or `Sending` (the run broke off). For the last two look in SimpleTexting: if it went out, set the next *SMS Step*, then *Next SMS At*, and last `Sent` (`Completed` after the last message); if not, empty *SMS Progress*.',
        'While the activity database is away, sending goes on. When SimpleTexting or Airtable take nothing, the run ends in error, and the next one goes on.',
      ],
      setup: [
        'Create the tables once with *Replay Retry Queue* → *Set Up Database*.',
        `In Airtable have **${TABLES.leads}** with ${columns(LEAD_COLUMNS)}, and **${TABLES.templates}** with ${columns(TEMPLATE_COLUMNS)}.`,
        'Choose an Airtable Personal Access Token in every node that reads or writes Airtable, a Bearer Auth credential with the token of SimpleTexting in **Send SMS**, and Postgres in **Log Activity**.',
        'Give `airtableBase` in **Configuration**. `writeSmsAudit` also writes to **SMS_Audit**.',
        'It sends day and night. For office hours choose *Custom (Cron)* in **Every 15 Minutes**: `*/15 9-18 * * 1-5`, in the time zone of the workflow.',
        'Try it with one lead, your own phone. It replaces your own sender: switch that off, choose an error workflow, then publish.',
      ],
    }),
    section('Claim', 'Ten leads at a time, so that no other run sends to them.', [0, 0], [12, 2]),
    section('Send', 'One message after the other; never twice.', [0, 3], [5, 3]),
    section('Record', 'Log first, then update the leads.', [5, 3], [3, 5]),
  ],
};
