import { configuredValue } from './configured';
import { IS_ID } from './deliveryReports';
import { LEAD_OF_EVENT, TEN_DIGITS } from './leadLookup';
import type { Expression } from './workflowFile';

/**
 * Words that end the messages when a text has nothing else, separated by commas; spaces in them do not
 * count. All seven of 47 CFR 64.1200(a)(10), by which each of them, alone in a reply, revokes the consent
 * (ecfr.gov), and STOP ALL, which ends the messages of every sender of a number.
 */
export const OPT_OUT_WORDS = 'STOP, UNSUBSCRIBE, QUIT, CANCEL, END, STOP ALL, REVOKE, OPT OUT';

/** Letters and digits alone, in capitals: `“Stop!”` is STOP. Invisible characters vanish. */
const BARE = String.raw`(text) => text.normalize('NFKC').replace(/\p{Cf}/gu, '').toUpperCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim()`;

/**
 * A message to us, or the report that a contact unsubscribed, as `{ kind, fields, phone, eventId, dedupeKey,
 * timestamp, message, description, problem, field }`.
 *
 * An opt-out needs nothing but the phone number: it must count, whatever else is wrong. Without an id of the
 * message or the report, its identity is the phone number with the time and the word.
 *
 * Form of both: api-doc.simpletexting.com, Webhook Reports, `WebhookMessageDto` and
 * `WebhookUnsubscribeReportDto`. The second has neither a time nor a message id.
 */
export const READ_REPLY: Expression = `={{ (() => {
  const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
  const isId = ${IS_ID};
  const bare = ${BARE};
  const report = isObject($json.body) ? $json.body : {};
  const values = isObject(report.values) ? report.values : {};
  const isReport = report.type === 'UNSUBSCRIBE_REPORT';
  const said = bare(String(values.text ?? ''));
  const joined = (text) => text.replaceAll(' ', '');
  // Nothing but the word, once or more: "S.T.O.P", "STOP STOP".
  const isOnly = (word) => said !== '' && joined(said).replaceAll(joined(word), '') === '';
  const keyword = ${configuredValue('optOutWords')}.split(',').map(bare).filter(Boolean).find(isOnly) ?? '';
  const isOptOut = isReport || keyword !== '';
  const messageId = !isReport && isId(values.messageId) ? values.messageId : '';
  const time = isReport ? '' : String(values.timestamp ?? '').replace(/[^0-9A-Za-z.+-]/g, '').slice(0, 40);
  const phone = (${TEN_DIGITS})(isReport ? values.phone : values.contactPhone);
  const problems = [
    ['body', !isObject($json.body), 'must be a JSON object'],
    ['type', !isReport && report.type !== 'INCOMING_MESSAGE', 'must be INCOMING_MESSAGE or UNSUBSCRIBE_REPORT at this address'],
    ['values', !isObject(report.values), 'must be an object'],
    ['values.messageId', !isOptOut && messageId === '', 'must be the id of a message'],
    [isReport ? 'values.phone' : 'values.contactPhone', phone === '', 'must be a phone number'],
  ];
  const [field, , problem] = problems.find(([, isWrong]) => isWrong) ?? ['', false, ''];
  const media = [values.mediaItems ?? []].flat().filter(isId);
  const fields = isReport ? { phone } : {
    phone,
    ...(messageId === '' ? {} : { simpletexting_id: messageId }),
    ...(isOptOut ? { keyword } : {}),
    ...(media.length > 0 ? { media_items: media } : {}),
  };
  const reportId = isId(report.reportId) ? report.reportId : '';
  const eventId = messageId || reportId || [phone, time, joined(keyword)].filter(Boolean).join('-');
  return {
    kind: isOptOut ? 'OPT_OUT' : 'INBOUND_REPLY',
    fields,
    phone,
    eventId,
    dedupeKey: 'simpletexting:' + eventId + (isReport ? ':unsubscribed' : ':reply'),
    timestamp: isReport ? '' : values.timestamp ?? '',
    message: isReport ? '' : values.text ?? '',
    description: isReport ? 'Opted out of SMS: unsubscribed at SimpleTexting'
      : values.text ? '' : 'Reply received without a text',
    field,
    problem: field === '' ? '' : field + ' ' + problem + '.',
  };
})() }}`;

/**
 * The reply with the lead of its first delivery, if the log has it: the same content when it comes again;
 * and whether the log answered at all.
 */
export const LEAD_OF_SAME_REPLY: Expression = `={{ (() => {
  const isLogThere = Array.isArray($json.timeline);
  const [before] = isLogThere ? $json.timeline : [];
  const lead = (${LEAD_OF_EVENT})(before ?? {});
  return { ...$('Read Reply').first().json, ...lead, isLogThere, isKnown: before !== undefined };
})() }}`;

/** What the parameters of Log Activity are called in a message. */
export const MESSAGE_KEYS = {
  'Dedupe Key': 'values.messageId',
  'Message Content': 'values.text',
  Timestamp: 'values.timestamp',
} as const;
