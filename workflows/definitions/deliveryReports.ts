import { LEAD_OF_EVENT, TEN_DIGITS } from './leadLookup';
import type { Expression } from './workflowFile';

/** JavaScript, for use inside an expression: whether a value is an id as SimpleTexting gives them. */
export const IS_ID = `(value) => typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value)`;

/**
 * A delivery report of SimpleTexting as `{ kind, fields, phone, messageId, dedupeKey, problem, field }`.
 *
 * Form of a report: api-doc.simpletexting.com, Webhook Reports, `WebhookDeliveryReportDto`. It has neither
 * a time nor a reason.
 */
export const READ_REPORT: Expression = `={{ (() => {
  const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
  const isId = ${IS_ID};
  const report = isObject($json.body) ? $json.body : {};
  const values = isObject(report.values) ? report.values : {};
  const phone = (${TEN_DIGITS})(values.contactPhone);
  const kind = report.type === 'DELIVERY_REPORT' ? 'MESSAGE_DELIVERED'
    : report.type === 'NON_DELIVERED_REPORT' ? 'MESSAGE_FAILED' : '';
  const problems = [
    ['body', !isObject($json.body), 'must be a JSON object'],
    ['type', kind === '', 'must be DELIVERY_REPORT or NON_DELIVERED_REPORT at this address'],
    ['values', !isObject(report.values), 'must be an object'],
    ['values.messageId', !isId(values.messageId), 'must be the id of a message'],
    ['values.contactPhone', phone === '', 'must be a phone number'],
  ];
  const [field, , problem] = problems.find(([, isWrong]) => isWrong) ?? ['', false, ''];
  const outcome = kind === 'MESSAGE_DELIVERED' ? { delivery_status: 'delivered' }
    : { error_code: 'NON_DELIVERED', error_message: 'The carrier did not deliver the message.' };
  // A carrier that the log would refuse must not hold up the report.
  const named = typeof values.carrier === 'string' ? values.carrier.replaceAll('\\0', '').slice(0, 100).toWellFormed() : '';
  const carrier = named === '' ? {} : { carrier: named };
  return {
    kind,
    fields: { phone, simpletexting_id: values.messageId, ...carrier, ...outcome },
    phone,
    messageId: values.messageId,
    dedupeKey: 'simpletexting:' + values.messageId + (kind === 'MESSAGE_DELIVERED' ? ':delivered' : ':undelivered'),
    field,
    problem: field === '' ? '' : field + ' ' + problem + '.',
  };
})() }}`;

/**
 * The report with its lead as the log knows it, whether it does, and whether it answered at all: the lead
 * of the same report, if it was logged before, otherwise the one that the message was sent to.
 */
export const LEAD_FROM_LOG: Expression = `={{ (() => {
  const report = $('Read Report').first().json;
  const leadOf = ${LEAD_OF_EVENT};
  const isLogThere = Array.isArray($json.timeline);
  const events = isLogThere ? $json.timeline : [];
  const before = events.find(({ eventType }) => eventType === report.kind);
  const sent = events.find(({ eventType, lead, leadAirtableId, leadEmail }) =>
    eventType === 'MESSAGE_SENT' && (lead || leadAirtableId || leadEmail));
  const known = before ?? sent;
  return { ...report, ...leadOf(known ?? {}), isLogThere, isKnown: known !== undefined };
})() }}`;

/** What the parameters of Log Activity are called in a report. */
export const REPORT_KEYS = {
  'Dedupe Key': 'values.messageId',
} as const;
