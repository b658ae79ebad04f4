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
 * The delivery as `{ kind, lead, fields, entityId, dedupeKey, timestamp, lookups, problem, field }`.
 * `kind` is an event type, or empty for what is not logged.
 *
 * A rescheduled meeting comes as two deliveries, `invitee.canceled` with `rescheduled` true and
 * `invitee.created` with `old_invitee`
 * (developer.calendly.com/docs/api-guides/see-how-webhook-payloads-change-when-invitees-reschedule-events).
 * The second alone has the new time and is logged; the first is not.
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
  const email = String(payload.email ?? '').trim();
  const hosts = [meeting.event_memberships ?? []].flat().map((one) => one?.user_name ?? one?.user_email);
  const all = {
    calendly_event_uri: meeting.uri,
    scheduled_at: meeting.start_time,
    invitee_name: payload.name,
    invitee_email: email,
    event_type: meeting.name,
    ...(isCreated && !isMove ? { assigned_to: hosts.filter(Boolean).join(', ') } : {}),
    ...(isMove ? { reschedule_url: payload.reschedule_url } : {}),
    ...(isCanceled ? { cancelled_by: payload.cancellation?.canceler_type, reason: payload.cancellation?.reason } : {}),
  };
  const given = Object.entries(all).filter(([, value]) => typeof value === 'string' && value.trim() !== '');
  const happened = isCanceled ? [payload.cancellation?.created_at, payload.updated_at] : [payload.created_at];
  return {
    kind,
    lead: /^[^\\s@]+@[^\\s@.]+([.][^\\s@.]+)+$/.test(email) ? email : '',
    fields: Object.fromEntries(given),
    entityId: payload.uri ?? '',
    dedupeKey: 'calendly:' + payload.uri + (isCanceled ? ':canceled' : ':created'),
    timestamp: [...happened, delivery.created_at].find(isDate) ?? '',
    lookups: isMove ? [{ invitee: payload.old_invitee }, { invitee: payload.uri }] : [],
    field,
    problem: field === '' ? '' : field + ' ' + problem + '.',
  };
})() }}`;

/**
 * The delivery with the time that the meeting had before, if the log knows the earlier booking. When
 * this delivery was logged before, its event decides: sent again, it must have the same content.
 */
export const ADD_PREVIOUS_TIME: Expression = `={{ (() => {
  const delivery = $('Read Delivery').first().json;
  const [earlier = [], own = []] = $input.all().map(({ json }) => json.timeline ?? []);
  const ofOwn = own.find(({ eventType }) => eventType === 'BOOKING_RESCHEDULED');
  const time = ofOwn === undefined ? earlier[0]?.metadata?.scheduled_at : ofOwn.metadata?.previous_scheduled_at;
  const known = typeof time === 'string' ? { previous_scheduled_at: time } : {};
  return { ...delivery, fields: { ...delivery.fields, ...known } };
})() }}`;
