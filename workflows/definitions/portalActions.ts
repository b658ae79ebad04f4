import { configured } from './configured';
import { configuration, isTrue, respond, shape, webhook } from './coreNodes';
import { howItWorks, section } from './notes';
import { logActivity } from './ourNodes';
import { READ_ACTION } from './portalActionExpressions';
import { PORTAL_ACTIONS } from './portalActionTable';
import { answerFromReceipts, refusal } from './webhookAnswers';
import type { WorkflowDefinition } from './workflowFile';

/** What Log Activity calls a field, and what the caller does. */
const NAMES: Readonly<Record<string, string>> = {
  'Dedupe Key': 'eventId',
  'Message Content': 'note',
  Timestamp: 'timestamp',
  'User ID': 'userId',
  Lead: 'leadId, leadAirtableId or leadEmail',
  ...Object.fromEntries(
    Object.values(PORTAL_ACTIONS).flatMap(({ keys, actor }) => [
      ...Object.entries(keys).map(([key, { to }]) => [`Fields: ${to}`, key]),
      ...Object.entries(actor).map(([key, to]) => [`Fields: ${to}`, key]),
    ]),
  ),
};

const IN_CALLERS_KEYS = `={{ (() => {
  const { ignored, sentAs } = $('Read Action').first().json;
  const { field, ...rest } = $json.body;
  return { ...rest, ...(field === undefined ? {} : { field: sentAs[field] ?? field }), ignored };
})() }}` as const;

/** What an action's keys are, for the note: the required ones in bold. */
function listed(): string[] {
  return Object.entries(PORTAL_ACTIONS).map(([name, { eventType, keys, message, needsActor }]) => {
    const needed = Object.keys(keys).filter((key) => keys[key]?.required === true);
    if (message !== undefined) needed.push(message);
    if (needsActor === true) needed.push('userId');
    const others = Object.keys(keys).filter((key) => !needed.includes(key));
    const all = [...needed.map((key) => `**${key}**`), ...others].join(', ');
    return `- \`${name}\` → ${eventType}: ${all}`;
  });
}

export const portalActions: WorkflowDefinition = {
  name: 'Activity Log: actions of a portal',
  nodes: [
    { ...webhook('POST', 'portal-actions'), name: 'Receive Action', at: [0, 1] },
    {
      ...configuration({
        tenant: 'default',
        source: 'ui',
        linkUsers: false,
        schema: 'public',
        spoolFolder: '',
      }),
      name: 'Configuration',
      at: [1, 1],
    },
    { ...shape(READ_ACTION), name: 'Read Action', at: [2, 1] },
    { ...isTrue(`={{ $json.problem === '' }}`), name: 'Is Readable', at: [3, 1] },
    {
      ...respond(refusal('$json.problem', '$json.field'), 400),
      name: 'Answer Bad Request',
      at: [4, 2],
    },
    {
      ...logActivity({
        connection: 'postgres',
        eventType: { __rl: true, mode: 'name', value: `={{ $json.eventType }}` },
        leadBy: `={{ $json.leadBy }}`,
        leadValue: `={{ $json.leadValue }}`,
        fieldsMode: 'json',
        fieldsJson: `={{ $json.fields }}`,
        messageContent: `={{ $json.message }}`,
        additionalFields: {
          createdBy: `={{ $json.createdBy }}`,
          dedupeKey: `={{ $json.dedupeKey }}`,
          entityId: `={{ $json.entityId }}`,
          source: `={{ $json.source }}`,
          tenant: configured('tenant'),
          timestamp: `={{ $json.timestamp }}`,
          userId: `={{ $json.userId }}`,
        },
        include: 'receiptOnly',
        retryQueue: 'automatic',
        options: { schema: configured('schema'), spoolFolder: configured('spoolFolder') },
      }),
      // What could be kept nowhere must still be answered, with 500.
      onError: 'continueRegularOutput',
      name: 'Log Activity',
      at: [4, 1],
    },
    { ...shape(answerFromReceipts(NAMES)), name: 'Summarize Outcome', at: [5, 1] },
    {
      ...respond(IN_CALLERS_KEYS, `={{ $json.statusCode }}`),
      name: 'Answer with Outcome',
      at: [6, 1],
    },
  ],
  links: [
    ['Receive Action', 'Configuration'],
    ['Configuration', 'Read Action'],
    ['Read Action', 'Is Readable'],
    ['Is Readable', 'Log Activity'],
    ['Is Readable', 'Answer Bad Request', 1],
    ['Log Activity', 'Summarize Outcome'],
    ['Summarize Outcome', 'Answer with Outcome'],
  ],
  notes: [
    howItWorks({
      how: [
        'A portal posts what a person did as JSON to `…/portal-actions`: `action`, `eventId` (its own id of the event), one of `leadId`, `leadAirtableId`, `leadEmail`; and `userId`, `userName`, `userEmail`, `timestamp` if it has them. By action:',
        listed().join('\n'),
        'snake_case works too. Other keys are named in `ignored`, also those of a second lead: the first of the three counts.',
        '**200**: the event is safe: `written`, `duplicate`, or `deadLettered` while the database is away. **400** names in `field` what is wrong. Nothing is logged; with an `outcome` the log itself refused the event, and it is parked for a person. **409**: the `eventId` came before with another content. **500**: nothing could keep it, send it again.',
      ],
      setup: [
        'Create the tables once with *Replay Retry Queue* → *Set Up Database*.',
        'Choose a Header Auth credential in **Receive Action**.',
        'Choose the Postgres credential in **Log Activity**.',
        'Look through **Configuration**. With *linkUsers* an event also points to the row of `users` with this `userId`, a UUID: turn it on only if all users of the portal are in that table, for an event waits in the queue until its user is there.',
        'Publish.',
      ],
    }),
    section('Receive and check', 'Reads the action and its keys.', [0, 1], [4, 2]),
    section('Write and answer', 'Writes the event once, or keeps it.', [4, 1], [3, 2]),
  ],
};
