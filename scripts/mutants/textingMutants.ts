import type { Mutant } from './mutant';

const DELIVERY = 'workflows/sms-delivery-status.json';
const DELIVERY_TEST = 'tests/workflows/smsDeliveryStatus.engine.test.ts';
const REPLIES = 'workflows/sms-reply-handler.json';
const REPLY_TEST = 'tests/workflows/smsReplyHandler.engine.test.ts';
const LEAD_TEST = 'tests/workflows/smsDeliveryLeads.engine.test.ts';
const STOP_TEST = 'tests/workflows/smsStops.engine.test.ts';
const OPT_OUT_TEST = 'tests/workflows/smsOptOuts.engine.test.ts';

/** The templates that SimpleTexting calls: who may, whose message it was, and who wants no more. */
export const TEXTING_MUTANTS: readonly Mutant[] = [
  {
    name: 'anybody may report a delivery',
    file: DELIVERY,
    find: "(String($json.query?.key ?? ''), $json.expectedKey)",
    replace: '($json.expectedKey, $json.expectedKey)',
    test: DELIVERY_TEST,
    title: 'answers 401 to a wrong key, before anything else',
  },
  {
    name: 'a report of a delivery has a new identity each time',
    file: DELIVERY,
    find: "'simpletexting:' + values.messageId + (kind",
    replace: "'simpletexting:' + Math.random() + (kind",
    test: DELIVERY_TEST,
    title: 'writes one row for a report that comes twice',
  },
  {
    name: 'a repeated report looks for its lead anew',
    file: DELIVERY,
    find: 'const known = before ?? sent;',
    replace: 'const known = sent;',
    test: LEAD_TEST,
    title: 'takes a repeated report for the same although its lead has become known meanwhile',
  },
  {
    name: 'phone numbers in Airtable must be bare digits',
    file: DELIVERY,
    find: "REGEX_REPLACE({Phone} & '', '[^0-9]', '')",
    replace: "{Phone} & ''",
    test: LEAD_TEST,
    title: 'finds the lead of 4085559001 by the phone (408) 555-9001 in Airtable',
  },
  {
    name: 'a reply opts out as soon as it has the word in it',
    file: REPLIES,
    find: "joined(said).replaceAll(joined(word), '') === ''",
    replace: 'joined(said).includes(joined(word))',
    test: OPT_OUT_TEST,
    title: 'takes "Cancel my appointment" for a reply',
  },
  {
    name: 'only capitals opt out',
    file: REPLIES,
    find: '.toUpperCase()',
    replace: '',
    test: OPT_OUT_TEST,
    title: 'takes "stop" for an opt-out',
  },
  {
    name: 'an opt-out that could not be logged stops nobody',
    file: REPLIES,
    find: `"={{ $('Read Reply').first().json.kind === 'OPT_OUT' }}"`,
    replace: `"={{ $('Read Reply').first().json.kind === 'OPT_OUT' && $json.statusCode === 200 }}"`,
    test: STOP_TEST,
    title: 'stops the lead even when nothing could keep the event',
  },
  {
    name: 'a reply goes to whoever was told its phone number',
    file: REPLIES,
    find: 'digits(metadata?.phone) === event.phone && ',
    replace: '',
    test: REPLY_TEST,
    title: 'finds the lead in the log, by the last message to the phone, while Airtable is away',
  },
  {
    name: 'the log is asked for a message but once',
    file: DELIVERY,
    find: '$json.isLogThere && $runIndex === 0',
    replace: '$json.isLogThere && $runIndex < 0',
    test: LEAD_TEST,
    title: 'is looked for twice in the log, then in Airtable',
  },
  {
    name: 'of several leads with one phone always the lowest has the report',
    file: DELIVERY,
    find: '})(records)?.id ?? first',
    replace: '})([])?.id ?? first',
    test: LEAD_TEST,
    title: 'is the one of several in Airtable to whom a message is on its way',
  },
  {
    name: 'a wrong token of Airtable looks like success',
    file: DELIVERY,
    find: '[401, 403, 404, 422]',
    replace: '[403, 404, 422]',
    test: LEAD_TEST,
    title: 'ends the execution in error after the answer when Airtable says 401',
  },
  {
    name: 'an opt-out needs a message id',
    file: REPLIES,
    find: '!isOptOut && messageId',
    replace: '!isReport && messageId',
    test: OPT_OUT_TEST,
    title: 'takes a STOP whose message id is none for an opt-out, once',
  },
  {
    name: 'an opt-out wants the option Stopped to be there',
    file: REPLIES,
    find: ', typecast: true',
    replace: '',
    test: STOP_TEST,
    title: 'makes the option Stopped in a table that does not have it yet',
  },
  {
    name: 'an opt-out that stopped nobody is not told',
    file: REPLIES,
    find: "&& !$('Stop Leads').isExecuted",
    replace: "&& $('Stop Leads').isExecuted",
    test: STOP_TEST,
    title: 'ends in error, without the phone number, when an opt-out stopped nobody',
  },
];
