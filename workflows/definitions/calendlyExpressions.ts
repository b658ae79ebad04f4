import { IS_EMAIL } from './emailPattern';
import { SAME_TEXT } from './sameText';
import type { Expression } from './workflowFile';

// Form and age of a signature: developer.calendly.com/api-docs/overview/webhooks/webhook-signatures
const HEADER = `String($('Receive Delivery').first().json.headers['calendly-webhook-signature'] ?? '')`;
const SIGNED_AT = `(${HEADER}.match(/(?:^|,) *t=([0-9]+)/)?.[1] ?? '')`;
const SIGNATURE = `(${HEADER}.match(/(?:^|,) *v1=([0-9a-f]+)/i)?.[1] ?? '').toLowerCase()`;

/** What Calendly signs: the time of the header, a dot and the body as it came. */
export const SIGNED_TEXT: Expression = `={{ ${SIGNED_AT} + '.' + $json.text }}`;

/** Whether the header has the signature that was computed, and no older or newer time than allowed. */
export const IS_SIGNED: Expression = `={{ (() => {
  const isSame = ${SAME_TEXT};
  const age = Math.abs($now.toSeconds() - Number(${SIGNED_AT}));
  return isSame(${SIGNATURE}, $json.signature) && age <= $json.maximumAgeSeconds;
})() }}`;

/**
 * The delivery as `{ kind, lead, fields, entityId, dedupeKey, timestamp, problem, field }`.
 * `kind` is an event type, or empty for what is not logged.
 *
 * A rescheduled meeting comes as two deliveries, `invitee.canceled` with `rescheduled` true and
 * `invitee.created` with `old_invitee`
 * (developer.calendly.com/docs/api-guides/see-how-webhook-payloads-change-when-invitees-reschedule-events).
 * The second alone has the new time and is logged; the first is not. Nothing is looked up for it: sent
 * again, a delivery must become the same event.
 */
export const READ_DELIVERY: Expression = `={{ (() => {
  const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
  const parsed = (() => { try { return JSON.parse($json.text); } catch { return undefined; } })();
  const delivery = isObject(parsed) ? parsed : {};
  const payload = isObject(delivery.payload) ? delivery.payload : {};
  const meeting = isObject(payload.scheduled_event) ? payload.scheduled_event : {};
  const isCreated = delivery.event === 'invitee.created';
  const isCanceled = delivery.event === 'invitee.canceled';
  const isMove = isCreated && Boolean(payload.old_invitee);
  const kind = isMove ? 'BOOKING_RESCHEDULED' : isCreated ? 'BOOKING_CONFIRMED'
    : isCanceled && payload.rescheduled !== true ? 'BOOKING_CANCELLED' : '';
  const isDate = (value) => typeof value === 'string' && DateTime.fromISO(value).isValid;
  const problems = [
    ['body', parsed === undefined, 'is not JSON'],
    ['event', typeof delivery.event !== 'string', 'is no text'],
    ['payload.uri', kind !== '' && (typeof payload.uri !== 'string' || payload.uri === ''), 'is no address'],
    ['payload.scheduled_event.start_time', kind !== '' && !isDate(meeting.start_time), 'is no date in ISO 8601'],
  ];
  const [field, , problem] = problems.find(([, isWrong]) => isWrong) ?? ['', false, ''];
  const cleaned = (value) => typeof value === 'string' ? value.toWellFormed().replaceAll('\\u0000', '') : undefined;
  const email = (cleaned(payload.email) ?? '').trim();
  const hosts = [meeting.event_memberships ?? []].flat().map((one) => one?.user_name ?? one?.user_email);
  const all = {
    calendly_event_uri: meeting.uri,
    scheduled_at: meeting.start_time,
    invitee_name: payload.name,
    invitee_email: email,
    event_type: meeting.name,
    ...(isCreated && !isMove ? { assigned_to: hosts.filter(Boolean).join(', ') } : {}),
    ...(isMove ? { old_invitee: payload.old_invitee, reschedule_url: payload.reschedule_url } : {}),
    ...(isCanceled ? { cancelled_by: payload.cancellation?.canceler_type, reason: payload.cancellation?.reason } : {}),
  };
  const given = Object.entries(all).map(([key, value]) => [key, cleaned(value)]).filter(([, value]) => value?.trim());
  const happened = isCanceled ? [payload.cancellation?.created_at, payload.updated_at] : [payload.created_at];
  return {
    kind,
    lead: (${IS_EMAIL})(email) ? email : '',
    fields: Object.fromEntries(given),
    entityId: payload.uri ?? '',
    dedupeKey: 'calendly:' + payload.uri + (isCanceled ? ':canceled' : ':created'),
    timestamp: [...happened, delivery.created_at].find(isDate) ?? '',
    field,
    problem: field === '' ? '' : field + ' ' + problem + '.',
  };
})() }}`;
