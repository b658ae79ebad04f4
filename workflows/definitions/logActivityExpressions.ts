/** Each names the lead; the first that is given counts. */
export const LEAD_KEYS = ['leadId', 'leadAirtableId', 'leadEmail'] as const;

/** Keys of an event besides those of the lead; `eventType` is required. */
export const EVENT_KEYS = [
  'eventType',
  'eventId',
  'timestamp',
  'description',
  'messageContent',
  'metadata',
  'source',
  'tenant',
  'tier',
  'url',
  'environment',
  'executionId',
  'createdBy',
  'clientId',
  'userId',
  'entityId',
  'sessionId',
  'visitorToken',
] as const;

/**
 * The request as `{ events: [{ event, ignored }], ignored, isBatch, problem }`: keys of events in
 * camelCase, keys that mean nothing here as they were sent.
 */
export const READ_REQUEST = `={{ (() => {
  const accepted = ${JSON.stringify([...LEAD_KEYS, ...EVENT_KEYS])};
  const body = $json.body;
  const isBatch = Array.isArray(body) || Array.isArray(body?.events);
  const list = Array.isArray(body) ? body : isBatch ? body.events : [body];
  const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
  const camelCase = (key) => key.replace(/_([a-z])/g, (match, letter) => letter.toUpperCase());
  const limit = $json.maximumEvents;
  const problem = list.length === 0 ? 'The list of events is empty.'
    : list.length > limit ? 'Send at most ' + limit + ' events at once.'
    : !list.every(isObject) ? 'Every event must be a JSON object.'
    : '';
  const events = problem === '' ? list.map((event) => ({
    event: Object.fromEntries(Object.entries(event).map(([key, value]) => [camelCase(key), value])),
    ignored: Object.keys(event).filter((key) => !accepted.includes(camelCase(key))),
  })) : [];
  const ignored = isBatch && isObject(body) ? Object.keys(body).filter((key) => key !== 'events') : [];
  return { events, ignored, isBatch, problem };
})() }}` as const;

/** What is wrong with an event, in the keys of the caller instead of the names of the panel. */
const EXPLAIN = `({ outcome, message, hint, field }, event) => {
    if (outcome === 'conflict') return {
      error: 'Another event with this eventId and another content came before.',
      hint: 'Give each event an eventId of its own. This one is parked in the retry queue.',
      field: 'eventId',
    };
    if (!field) return { error: message, hint };
    const names = { 'Dedupe Key': 'eventId', Lead: ${JSON.stringify(LEAD_KEYS)}.find((key) => event[key]) };
    const [, path] = field.match(/^(?:A key of )?Fields(.*)$/) ?? [];
    const key = path !== undefined ? 'metadata' + path.replace(': ', '.') : names[field]
      ?? field.toLowerCase().replace(/ [a-z]/g, (letter) => letter.trim().toUpperCase());
    const [advice = ''] = hint.match(/Did you mean [^?]+[?] /) ?? [];
    const hints = {
      eventType: advice + 'Send the name of an event type that is built in or registered.',
      timestamp: 'Send ISO 8601 with Z or an offset, e.g. 2025-11-07T08:15:05Z.',
    };
    const inKeys = (text) => text.replaceAll(field, () => key);
    return { error: inKeys(message), hint: hints[key] ?? inKeys(hint), field: key };
  }` as const;

/** One answer per event, in the order of the request; the worst one decides the status code. */
export const SUMMARIZE = `={{ (() => {
  const statusOf = { written: 200, duplicate: 200, deadLettered: 200, parked: 400, conflict: 409 };
  const explain = ${EXPLAIN};
  const named = (ignored) => ignored.length === 0 ? {} : { ignored };
  const request = $('Read Request').first().json;
  const answers = $('Log Activity').all().map(({ json }, i) => {
    const { event, ignored } = request.events[i];
    const status = statusOf[json.outcome] ?? 500;
    if (status === 500) {
      const error = json.error ?? 'The event was not kept. Send it again.';
      return { status, answer: { success: false, outcome: 'lost', error, ...named(ignored) } };
    }
    const { eventId: activityId, timestamp, outcome, message } = json;
    const reason = status !== 200 ? explain(json, event) : outcome === 'deadLettered' ? { message } : {};
    const success = status === 200;
    return { status, answer: { success, activityId, timestamp, outcome, ...reason, ...named(ignored) } };
  });
  const statusCode = Math.max(...answers.map(({ status }) => status));
  const events = answers.map(({ answer }) => answer);
  const batch = { success: statusCode === 200, events, ...named(request.ignored) };
  return { statusCode, body: request.isBatch ? batch : events[0] };
})() }}` as const;
