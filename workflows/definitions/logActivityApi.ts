import { configuration, isTrue, respond, shape, splitOut, webhook } from './coreNodes';
import { howItWorks, section } from './notes';
import { logActivity } from './ourNodes';
import type { Expression, WorkflowDefinition } from './workflowFile';

/** The request as `{ events: [{ event }], isBatch, problem }`, keys in camelCase. */
const READ_REQUEST = `={{ (() => {
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
  })) : [];
  return { events, isBatch, problem };
})() }}` as const;

/** One answer per event, in the order of the request; the worst one decides the status code. */
const SUMMARIZE = `={{ (() => {
  const statusOf = { written: 200, duplicate: 200, deadLettered: 200, parked: 400, conflict: 409 };
  const answers = $('Log Activity').all().map(({ json }) => {
    const status = statusOf[json.outcome] ?? 500;
    if (status === 500) {
      const error = json.error ?? 'The event was not kept. Send it again.';
      return { status, answer: { success: false, outcome: 'lost', error } };
    }
    const { eventId, timestamp, outcome, message, hint, field } = json;
    const problem = status === 200 ? {} : { error: message, hint, field };
    return {
      status,
      answer: { success: status === 200, activityId: eventId, timestamp, outcome, ...problem },
    };
  });
  const statusCode = Math.max(...answers.map(({ status }) => status));
  const events = answers.map(({ answer }) => answer);
  const isBatch = $('Read Request').first().json.isBatch;
  return { statusCode, body: isBatch ? { success: statusCode === 200, events } : events[0] };
})() }}` as const;

const LEAD_BY = `={{ $json.event.leadId ? 'id' : $json.event.leadAirtableId ? 'airtableId' : $json.event.leadEmail ? 'email' : 'none' }}`;
const LEAD = `={{ $json.event.leadId || $json.event.leadAirtableId || $json.event.leadEmail || '' }}`;

function fromEvent(key: string): Expression {
  return `={{ $json.event.${key} ?? '' }}`;
}

const TENANT = `={{ $json.event.tenant ?? $('Configuration').first().json.tenant }}`;
const SOURCE = `={{ $json.event.source ?? $('Configuration').first().json.source }}`;

export const logActivityApi: WorkflowDefinition = {
  name: 'Activity Log: API to log events',
  nodes: [
    { ...webhook('POST', 'log-activity'), name: 'Receive Events', at: [0, 1] },
    {
      ...configuration({
        tenant: 'default',
        source: 'api',
        schema: 'public',
        spoolFolder: '',
        maximumEvents: 500,
      }),
      name: 'Configuration',
      at: [1, 1],
    },
    { ...shape(READ_REQUEST), name: 'Read Request', at: [2, 1] },
    { ...isTrue(`={{ $json.problem === '' }}`), name: 'Is Readable', at: [3, 1] },
    { ...splitOut('events'), name: 'Split Events', at: [4, 1] },
    {
      ...logActivity({
        connection: 'postgres',
        eventType: { __rl: true, mode: 'name', value: fromEvent('eventType') },
        leadBy: LEAD_BY,
        leadValue: LEAD,
        fieldsMode: 'json',
        fieldsJson: `={{ $json.event.metadata ?? {} }}`,
        description: fromEvent('description'),
        messageContent: fromEvent('messageContent'),
        additionalFields: {
          clientId: fromEvent('clientId'),
          createdBy: fromEvent('createdBy'),
          dedupeKey: fromEvent('eventId'),
          entityId: fromEvent('entityId'),
          environment: fromEvent('environment'),
          executionId: fromEvent('executionId'),
          sessionId: fromEvent('sessionId'),
          source: SOURCE,
          tenant: TENANT,
          tier: fromEvent('tier'),
          timestamp: fromEvent('timestamp'),
          url: fromEvent('url'),
          userId: fromEvent('userId'),
          visitorToken: fromEvent('visitorToken'),
        },
        include: 'receiptOnly',
        retryQueue: 'automatic',
        options: {
          schema: `={{ $('Configuration').first().json.schema }}`,
          spoolFolder: `={{ $('Configuration').first().json.spoolFolder }}`,
        },
      }),
      // What could be kept nowhere must still be answered, with 500.
      onError: 'continueRegularOutput',
      name: 'Log Activity',
      at: [5, 1],
    },
    { ...shape(SUMMARIZE), executeOnce: true, name: 'Summarize Outcomes', at: [6, 1] },
    {
      ...respond(`={{ $json.body }}`, `={{ $json.statusCode }}`),
      name: 'Answer with Outcome',
      at: [7, 1],
    },
    {
      ...respond(`={{ { success: false, error: $json.problem, field: 'events' } }}`, 400),
      name: 'Answer Bad Request',
      at: [4, 2],
    },
  ],
  links: [
    ['Receive Events', 'Configuration'],
    ['Configuration', 'Read Request'],
    ['Read Request', 'Is Readable'],
    ['Is Readable', 'Split Events'],
    ['Is Readable', 'Answer Bad Request', 1],
    ['Split Events', 'Log Activity'],
    ['Log Activity', 'Summarize Outcomes'],
    ['Summarize Outcomes', 'Answer with Outcome'],
  ],
  notes: [
    howItWorks({
      how: [
        'Any system posts an event, or `{"events": […]}`, as JSON to `…/log-activity`.',
        '**200** means that the event is safe: `written`, `duplicate`, or `deadLettered` when the database is away; then the retry queue keeps it and the replay workflow writes it later.',
        '**400** names the field that is wrong; the event is parked for a person. **409**: the same `eventId` came before with another content. **500**: nothing could keep it, send it again.',
        'A batch has the worst of its codes and one answer per event. Sending twice is harmless as long as each event has its own `eventId`.',
        'Keys: `eventType`, one of `leadId`, `leadAirtableId`, `leadEmail`, then `eventId`, `timestamp`, `description`, `messageContent`, `metadata`, `source`, `executionId`, `createdBy`, `clientId`, `userId`, `tenant`; snake_case works too.',
      ],
      setup: [
        'Create the tables once with *Replay Retry Queue* → *Set Up Database*.',
        'Choose a Header Auth credential in **Receive Events**.',
        'Choose the Postgres credential in **Log Activity**.',
        'Look through **Configuration**, then publish.',
      ],
    }),
    section(
      'Receive and check',
      'Checks the form of the request and takes the events out of it.',
      [0, 1],
      [5, 2],
    ),
    section(
      'Write and answer',
      'Writes each event once, or keeps it, and says which.',
      [5, 1],
      [3, 2],
    ),
  ],
};
