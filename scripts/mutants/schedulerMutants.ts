import type { Mutant } from './mutant';

const SCHEDULER = 'workflows/sms-scheduler.json';
const TEST = 'tests/workflows/smsScheduler.engine.test.ts';
const REFUSALS_TEST = 'tests/workflows/smsSchedulerRefusals.engine.test.ts';
const BATCHES_TEST = 'tests/workflows/smsSchedulerBatches.engine.test.ts';
const TEXTS_TEST = 'tests/workflows/smsSchedulerTexts.engine.test.ts';
const FAULTS_TEST = 'tests/workflows/smsSchedulerFaults.engine.test.ts';

/** The template that sends due messages: each at most once, and none to who said STOP. */
export const SCHEDULER_MUTANTS: readonly Mutant[] = [
  {
    name: 'the scheduler cannot tell its claims from those of another run',
    file: SCHEDULER,
    find: "[$execution.id, $runIndex, Math.random().toString(36).slice(2)].join('-')",
    replace: "'claim'",
    test: FAULTS_TEST,
    title: 'send each message once between them',
  },
  {
    name: 'the scheduler sends on a claim that got no answer',
    file: SCHEDULER,
    find: '={{ $json.statusCode === 200 && ',
    replace: '={{ $json.statusCode !== 200 || ',
    test: FAULTS_TEST,
    title: 'sends nothing to leads whose claim got no answer',
  },
  {
    name: 'the scheduler tries a send again',
    file: SCHEDULER,
    find: '"name": "Send SMS",',
    replace: '"name": "Send SMS", "retryOnFail": true,',
    test: REFUSALS_TEST,
    title: 'is never sent again, and a person is told, when the connection breaks after',
  },
  {
    name: 'the scheduler sends to a lead that said STOP after it was claimed',
    file: SCHEDULER,
    find: "fields['SMS Status'] !== 'Active'",
    replace: 'false',
    test: REFUSALS_TEST,
    title: 'gets no message when it was claimed already',
  },
  {
    name: 'the scheduler takes a send without an answer for one that was not made',
    file: SCHEDULER,
    find: "Unsure: { 'SMS Progress': 'Unsure' }",
    replace: 'Unsure: undefined',
    test: REFUSALS_TEST,
    title: 'is never sent again, and a person is told, when the connection breaks after',
  },
  {
    name: 'the scheduler blames the leads for a wrong token',
    file: SCHEDULER,
    find: '[401, 402, 429].includes(statusCode)',
    replace: '[402, 429].includes(statusCode)',
    test: REFUSALS_TEST,
    title: 'because the token is wrong',
  },
  {
    name: 'the scheduler takes a second refusal for the first',
    file: SCHEDULER,
    find: "lead.leadId + ':' + lead.claim + ':failed'",
    replace: "lead.leadId + ':failed'",
    test: REFUSALS_TEST,
    title: 'is logged again when a person empties the cell',
  },
  {
    name: 'the scheduler reads one page of message templates',
    file: SCHEDULER,
    find: '={{ !$response.body.offset }}',
    replace: '={{ true }}',
    test: TEST,
    title: 'finds a message template on a later page',
  },
  {
    name: 'the scheduler goes on though an event was lost',
    file: SCHEDULER,
    find: 'json.outcome)).length === 0 && ',
    replace: 'json.outcome)).length >= 0 && ',
    test: BATCHES_TEST,
    title: 'ends the run in error, after the leads were updated',
  },
  {
    name: 'the scheduler keeps quiet about leads that were not updated',
    file: SCHEDULER,
    find: '.includes(id));\\n})().length === 0',
    replace: '.includes(id));\\n})().length >= 0',
    test: BATCHES_TEST,
    title: 'is told lead by lead when Airtable takes none of it',
  },
  {
    name: 'the scheduler uses a claim that came late',
    file: SCHEDULER,
    find: '<= 5000',
    replace: '<= 50000',
    test: FAULTS_TEST,
    title: 'is not used, because another run may have sent meanwhile',
  },
  {
    name: 'the scheduler sends to a phone that said STOP in another row',
    file: SCHEDULER,
    find: ': isStopped ?',
    replace: ': false ?',
    test: TEXTS_TEST,
    title: 'gets no message by another row, however it writes the number',
  },
  {
    name: 'the scheduler sends braces that nobody filled in',
    file: SCHEDULER,
    find: '|[{}]/',
    replace: '/',
    test: TEXTS_TEST,
    title: 'is not sent because of an open brace',
  },
  {
    name: 'the scheduler lets one lead that is forbidden hold up all',
    file: SCHEDULER,
    find: 'answers.every((one) => one.statusCode === 403)',
    replace: 'true',
    test: REFUSALS_TEST,
    title: 'is the fault of the lead when only that one is forbidden',
  },
];
