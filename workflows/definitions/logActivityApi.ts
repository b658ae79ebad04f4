import { configuration, isTrue, respond, shape, splitOut, webhook } from './coreNodes';
import { eventParameters } from './eventParameters';
import { EVENT_KEYS, LEAD_KEYS, READ_REQUEST, SUMMARIZE } from './logActivityExpressions';
import { howItWorks, section } from './notes';
import { logActivity } from './ourNodes';
import type { WorkflowDefinition } from './workflowFile';

function asCode(keys: readonly string[]): string {
  return keys.map((key) => `\`${key}\``).join(', ');
}

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
        ...eventParameters('$json.event'),
        include: 'receiptOnly',
        retryQueue: 'automatic',
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
        '**200** means that the event is safe: `written`, `duplicate`, or `deadLettered` when the database is away (`message` says why); then the retry queue keeps it and the replay workflow writes it later.',
        '**400** names in `field` the key that is wrong, e.g. `metadata.phone`; the event is parked for a person. **409**: the same `eventId` came before with another content. **500**: nothing could keep it, send it again.',
        'A batch has the worst of its codes and one answer per event. Sending twice is harmless as long as each event has its own `eventId`.',
        `Keys: one of ${asCode(LEAD_KEYS)}; ${asCode(EVENT_KEYS)}. Only \`eventType\` is required; snake_case works too. Other keys are named in \`ignored\`.`,
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
