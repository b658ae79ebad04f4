import type { Mutant } from './mutant';

const DELIVERY = 'workflows/sms-delivery-status.json';
const DELIVERY_TEST = 'tests/workflows/smsDeliveryStatus.engine.test.ts';
const REPLIES = 'workflows/sms-reply-handler.json';
const REPLY_TEST = 'tests/workflows/smsReplyHandler.engine.test.ts';
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
    test: DELIVERY_TEST,
    title: 'takes a repeated report for the same although its lead has become known meanwhile',
  },
  {
    name: 'phone numbers in Airtable must be bare digits',
    file: DELIVERY,
    find: "REGEX_REPLACE({Phone} & '', '[^0-9]', '')",
    replace: "{Phone} & ''",
    test: DELIVERY_TEST,
    title: 'finds the lead of 4085559001 by the phone (408) 555-9001 in Airtable',
  },
  {
    name: 'a reply opts out as soon as it has the word in it',
    file: REPLIES,
    find: 'words.includes(said)',
    replace: 'words.some((word) => said.includes(word))',
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
    find: "$('Read Reply').first().json.kind === 'OPT_OUT'",
    replace: "$('Read Reply').first().json.kind === 'OPT_OUT' && $json.statusCode === 200",
    test: OPT_OUT_TEST,
    title: 'stops the lead even when nothing could keep the event',
  },
  {
    name: 'a reply goes to whoever was told its phone number',
    file: REPLIES,
    find: 'digits(metadata?.phone) === reply.phone && ',
    replace: '',
    test: REPLY_TEST,
    title: 'finds the lead in the log, by the last message to the phone, while Airtable is away',
  },
];
