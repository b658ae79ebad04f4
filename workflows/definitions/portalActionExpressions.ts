import { IS_EMAIL } from './emailPattern';
import { PORTAL_ACTIONS } from './portalActionTable';
import type { Expression } from './workflowFile';

/** Keys of every request: kind, and whether it must be there. */
const COMMON_KEYS = {
  eventId: { kind: 'text', required: true },
  leadId: { kind: 'uuid' },
  leadAirtableId: { kind: 'recordId' },
  leadEmail: { kind: 'email' },
  timestamp: { kind: 'instant' },
  userId: { kind: 'name' },
  userName: { kind: 'text' },
  userEmail: { kind: 'text' },
} as const;

function asObject(value: unknown): string {
  // Indented, so that no two braces meet: they would end the expression.
  return JSON.stringify(value, null, 2).replaceAll('\n', '\n  ');
}

/** Tests by kind, and the words for a caller whose value fails. */
const KINDS = `{
    text: [(value) => isText(value), 'a text that is not empty'],
    name: [(value) => isText(value) && Array.from(String(value)).length <= 500, 'a text of at most 500 characters'],
    number: [(value) => Number.isFinite(value), 'a number'],
    flag: [(value) => typeof value === 'boolean', 'true or false'],
    uuid: [(value) => isString(value) && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value), 'a UUID'],
    recordId: [(value) => isString(value) && /^rec[A-Za-z0-9]{3,252}$/.test(value), 'an Airtable record id, e.g. recABC123'],
    email: [(value) => isString(value) && isText(value) && (${IS_EMAIL})(value), 'an email address'],
    instant: [(value) => isInstant(value), 'a date and time with a time zone in ISO 8601, e.g. 2025-11-07T14:30:00Z'],
  }` as const;

/**
 * The request as an event, `{ eventType, leadBy, leadValue, fields, message, … }`, with the keys that
 * mean nothing in `ignored` and those in snake_case in `sentAs`; or the `problem` and the `field`, named
 * as the caller sent it.
 */
export const READ_ACTION: Expression = `={{ (() => {
  const actions = ${asObject(PORTAL_ACTIONS)};
  const common = ${asObject(COMMON_KEYS)};
  const isString = (value) => typeof value === 'string';
  const isText = (value) => Number.isSafeInteger(value)
    || isString(value) && value.trim() !== '' && value.isWellFormed() && !value.includes('\\u0000');
  const isInstant = (value) => isString(value) && /^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$/.test(value)
    && DateTime.fromISO(value.replace(' ', 'T')).toMillis() >= 0;
  const kinds = ${KINDS};
  const { body } = $json;
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  const camelCase = (key) => key.replace(/_([a-z])/g, (match, letter) => letter.toUpperCase());
  const isGiven = (key) => ![undefined, null, ''].includes(body[key]);
  const keysSent = Object.keys(isObject ? body : {});
  const given = keysSent.filter(isGiven);
  const sent = new Map([...keysSent, ...given].map((key) => [camelCase(key), key]));
  const nameOf = (key) => sent.get(key) ?? key;
  const isSame = (one, other) => JSON.stringify(body[one]) === JSON.stringify(body[other]);
  const twice = given.find((key) => !isSame(key, nameOf(camelCase(key))));
  const valueOf = (key) => sent.has(key) && isGiven(sent.get(key)) ? body[sent.get(key)] : undefined;
  const name = valueOf('action');
  const action = isString(name) && Object.hasOwn(actions, name) ? actions[name] : undefined;
  const leadKeys = ['leadId', 'leadAirtableId', 'leadEmail'];
  const leadKey = leadKeys.find((key) => valueOf(key) !== undefined);
  const messageKey = action?.message;
  const message = messageKey === undefined ? {} : { [messageKey]: { kind: 'text', required: true } };
  const keys = { ...common, ...(action?.needsActor ? { userId: { kind: 'name', required: true } } : {}), ...message, ...action?.keys };
  const wrong = Object.entries(keys).find(([key, { kind, required }]) => {
    const value = valueOf(key);
    return value === undefined ? required : !kinds[kind][0](value);
  });
  const refuse = (field, problem) => ({ field, problem });
  if (!isObject) return refuse('body', 'The body must be a JSON object.');
  if (twice !== undefined) return refuse(twice, twice + ' and ' + nameOf(camelCase(twice)) + ' must not differ: they are one key.');
  if (action === undefined) return refuse(nameOf('action'), nameOf('action') + ' must be one of ' + Object.keys(actions).join(', ') + '.');
  if (leadKey === undefined) return refuse('leadId', 'leadId, leadAirtableId or leadEmail must name the lead.');
  if (wrong !== undefined) return refuse(nameOf(wrong[0]), nameOf(wrong[0]) + ' must be ' + kinds[wrong[1].kind][1] + '.');
  const textOf = (key) => String(valueOf(key) ?? '');
  const isUuid = kinds.uuid[0];
  const isOtherLead = (key) => leadKeys.includes(key) && key !== leadKey && valueOf(key) !== undefined;
  const isUnused = (key) => isOtherLead(key) || key !== 'action' && !Object.hasOwn(keys, key);
  const fields = [
    ...Object.entries(action.keys).map(([key, { to, kind }]) => [to, ['text', 'name'].includes(kind) && valueOf(key) !== undefined ? textOf(key) : valueOf(key)]),
    ...Object.entries(action.actor).map(([key, to]) => [to, textOf(key)]),
  ].filter(([, value]) => value !== undefined && value !== '');
  return {
    eventType: action.eventType,
    leadBy: { leadId: 'id', leadAirtableId: 'airtableId', leadEmail: 'email' }[leadKey],
    leadValue: valueOf(leadKey),
    fields: Object.fromEntries(fields),
    message: messageKey === undefined ? '' : textOf(messageKey),
    dedupeKey: 'portal:' + textOf('eventId'),
    timestamp: valueOf('timestamp') ?? '',
    source: $json.source + ':' + action.source,
    userId: textOf('userId'),
    createdBy: $json.linkUsers && isUuid(textOf('userId')) ? textOf('userId') : '',
    entityId: action.entity === undefined ? '' : textOf(action.entity),
    ignored: [...sent].filter(([key]) => isUnused(key)).map(([, key]) => key),
    sentAs: Object.fromEntries([...sent].filter(([key, name]) => key !== name)),
    field: '',
    problem: '',
  };
})() }}`;
