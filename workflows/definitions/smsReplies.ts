import { configuredValue } from './configured';
import { IS_ID } from './deliveryReports';
import { LEAD_OF_EVENT, LEAD_OF_RECORDS, TEN_DIGITS } from './leadLookup';
import type { Expression } from './workflowFile';

/**
 * Words that end the messages when a text has nothing else, separated by commas. The first five are those
 * of the carriers' rules (CTIA, Messaging Principles and Best Practices, 5.1.3).
 */
export const OPT_OUT_WORDS = 'STOP, UNSUBSCRIBE, QUIT, CANCEL, END, STOP ALL, STOPALL';

/** Letters and digits alone, in capitals: `“Stop!”` is STOP. Invisible characters vanish. */
const BARE = String.raw`(text) => text.normalize('NFKC').replace(/\p{Cf}/gu, '').toUpperCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim()`;

/**
 * A message to us, or the report that a contact unsubscribed, as `{ kind, fields, phone, eventId, dedupeKey,
 * timestamp, message, description, problem, field }`.
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
  const phone = (${TEN_DIGITS})(isReport ? values.phone : values.contactPhone);
  const problems = [
    ['body', !isObject($json.body), 'must be a JSON object'],
    ['type', !isReport && report.type !== 'INCOMING_MESSAGE', 'must be INCOMING_MESSAGE or UNSUBSCRIBE_REPORT at this address'],
    ['values', !isObject(report.values), 'must be an object'],
    isReport ? ['reportId', !isId(report.reportId), 'must be the id of a report']
      : ['values.messageId', !isId(values.messageId), 'must be the id of a message'],
    [isReport ? 'values.phone' : 'values.contactPhone', phone === '', 'must be a phone number'],
  ];
  const [field, , problem] = problems.find(([, isWrong]) => isWrong) ?? ['', false, ''];
  const said = bare(String(values.text ?? ''));
  const words = ${configuredValue('optOutWords')}.split(',').map(bare).filter(Boolean);
  const isOptOut = isReport || words.includes(said);
  const media = [values.mediaItems ?? []].flat().filter(isId);
  const fields = isReport ? { phone } : {
    phone,
    simpletexting_id: values.messageId,
    ...(isOptOut ? { keyword: said } : {}),
    ...(media.length > 0 ? { media_items: media } : {}),
  };
  const eventId = isReport ? report.reportId : values.messageId;
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

/** The reply with the lead of its first delivery, if the log has it: the same content when it comes again. */
export const LEAD_OF_SAME_REPLY: Expression = `={{ (() => {
  const [before] = $json.timeline ?? [];
  const lead = (${LEAD_OF_EVENT})(before ?? {});
  return { ...$('Read Reply').first().json, ...lead, isKnown: before !== undefined };
})() }}`;

/** The reply with its lead as Airtable knows it by the phone number. */
export const LEAD_OF_PHONE: Expression = `={{ { ...$('Add Lead from Log').first().json, ...(${LEAD_OF_RECORDS})($json.records) } }}`;

/** The reply with the lead to whom the last message to the phone number went. */
export const LEAD_OF_LAST_SEND: Expression = `={{ (() => {
  const reply = $('Add Lead from Log').first().json;
  const digits = ${TEN_DIGITS};
  // Other messages may have the number in their text.
  const sent = ($json.timeline ?? []).find(({ metadata, lead, leadAirtableId, leadEmail }) =>
    digits(metadata?.phone) === reply.phone && (lead || leadAirtableId || leadEmail));
  return { ...reply, ...(${LEAD_OF_EVENT})(sent ?? {}) };
})() }}`;

/** What the parameters of Log Activity are called in a message. */
export const MESSAGE_KEYS = {
  'Dedupe Key': 'values.messageId',
  'Message Content': 'values.text',
  Timestamp: 'values.timestamp',
} as const;
