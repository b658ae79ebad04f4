import { configured } from './configured';
import { configuration, isTrue, respond, shape, webhook } from './coreNodes';
import { howItWorks, section } from './notes';
import { queryTimeline } from './ourNodes';
import { EXPLAIN_FAILURE, READ_QUERY } from './timelineExpressions';
import type { WorkflowDefinition } from './workflowFile';

export const timelineApi: WorkflowDefinition = {
  name: 'Activity Log: API to read the timeline of a lead',
  nodes: [
    { ...webhook('GET', 'leads/:id/activity'), name: 'Receive Query', at: [0, 1] },
    {
      ...configuration({
        tenant: 'default',
        schema: 'public',
        defaultLimit: 50,
        maximumLimit: 500,
      }),
      name: 'Configuration',
      at: [1, 1],
    },
    { ...shape(READ_QUERY), name: 'Read Query', at: [2, 1] },
    { ...isTrue(`={{ $json.problem === '' }}`), name: 'Is Readable', at: [3, 1] },
    {
      ...queryTimeline({
        connection: 'postgres',
        operation: 'getTimeline',
        subject: 'lead',
        leadBy: 'any',
        leadValue: `={{ $json.lead }}`,
        returnAll: false,
        limit: `={{ $json.limit }}`,
        cursor: `={{ $json.cursor }}`,
        filters: {
          eventTypes: `={{ $json.types }}`,
          categories: `={{ $json.categories }}`,
          after: `={{ $json.from }}`,
          before: `={{ $json.to }}`,
          tenant: configured('tenant'),
        },
        output: 'timeline',
        simplify: true,
        options: { schema: configured('schema') },
      }),
      onError: 'continueErrorOutput',
      name: 'Query Timeline',
      at: [4, 1],
    },
    {
      ...respond(
        `={{ { timeline: $json.timeline, nextCursor: $json.nextCursor, previousCursor: $json.previousCursor } }}`,
        200,
      ),
      name: 'Answer with Timeline',
      at: [5, 1],
    },
    {
      ...shape(EXPLAIN_FAILURE),
      name: 'Explain Failure',
      at: [5, 2],
    },
    {
      ...respond(`={{ $json.body }}`, `={{ $json.statusCode }}`),
      name: 'Answer Failure',
      at: [6, 2],
    },
    {
      ...respond(`={{ { error: $json.problem, field: $json.field } }}`, 400),
      name: 'Answer Bad Request',
      at: [4, 2],
    },
  ],
  links: [
    ['Receive Query', 'Configuration'],
    ['Configuration', 'Read Query'],
    ['Read Query', 'Is Readable'],
    ['Is Readable', 'Query Timeline'],
    ['Is Readable', 'Answer Bad Request', 1],
    ['Query Timeline', 'Answer with Timeline'],
    ['Query Timeline', 'Explain Failure', 1],
    ['Explain Failure', 'Answer Failure'],
  ],
  notes: [
    howItWorks({
      how: [
        '`GET …/leads/:id/activity` answers with `{ "timeline": […], "nextCursor": …, "previousCursor": … }`, newest event first.',
        '`:id` is the UUID of the lead, its Airtable record id or its e-mail address; events from before the lead was synced are found too.',
        'Query: `type` and `category` (several separated by commas), `from` (included), `to` (left out), `limit`, and `cursor`: the `nextCursor` (older events) or `previousCursor` (newer ones) of another page, with the same filters. Each is null where there are no more.',
        'A lead that nobody knows has an empty timeline. **400** names in `field` what is wrong with the request: `id` or one of the query. **500**: the timeline could not be read, e.g. because the database is away or not set up; `error` says why.',
      ],
      setup: [
        'Create the tables once with *Replay Retry Queue* → *Set Up Database*.',
        'Choose a Header Auth credential in **Receive Query**.',
        'Choose the Postgres credential in **Query Timeline**; a read-only user is enough.',
        'Look through **Configuration**, then publish. The address is in **Receive Query**.',
      ],
    }),
    section('Receive and check', 'Reads lead, filters and page from the address.', [0, 1], [4, 2]),
    section('Read and answer', 'Reads one page of the timeline.', [4, 1], [3, 2]),
  ],
};
