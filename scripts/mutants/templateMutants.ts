import type { Mutant } from './mutant';

const SUBWORKFLOW = 'workflows/log-activity-subworkflow.json';
const SUBWORKFLOW_TEST = 'tests/workflows/logActivitySubworkflow.engine.test.ts';
const NEEDS_TEST = 'tests/workflows/templateNeeds.engine.test.ts';

/** What holds for all templates, and the sub-workflow that others call. */
export const TEMPLATE_MUTANTS: readonly Mutant[] = [
  {
    name: 'templates: the log fails the workflow that calls it',
    file: SUBWORKFLOW,
    find: '"onError": "continueRegularOutput"',
    replace: '"onError": "stopWorkflow"',
    test: SUBWORKFLOW_TEST,
    title: 'fails no caller when nothing can keep the events: no credential',
  },
  {
    name: 'templates: a receipt calls an event unsafe that the queue keeps',
    file: SUBWORKFLOW,
    find: `['written', 'duplicate', 'deadLettered'].includes`,
    replace: `['written', 'duplicate'].includes`,
    test: SUBWORKFLOW_TEST,
    title: 'says that the queue has the events while the database is away',
  },
  {
    name: 'templates: a note hides that n8n is too old',
    file: 'workflows/calendly-booking.json',
    find: 'self-hosted n8n 2.7 or newer',
    replace: 'self-hosted n8n',
    test: NEEDS_TEST,
    title: 'calendly-booking.json names the oldest n8n that has all its nodes',
  },
  {
    name: 'templates: a note leaves out a credential',
    file: 'workflows/portal-actions.json',
    find: 'Choose a Header Auth credential',
    replace: 'Choose a credential',
    test: NEEDS_TEST,
    title: 'portal-actions.json announces the credentials that its nodes ask for',
  },
  {
    name: 'templates: a value of Configuration changes nothing',
    file: 'workflows/log-activity-api.json',
    find: `$json.event.source || $('Configuration').first().json.source`,
    replace: `$json.event.source || ''`,
    test: 'tests/workflows/templateConfiguration.unit.test.ts',
    title: 'log-activity-api.json uses each value of Configuration',
  },
  {
    name: 'templates: anybody may read timelines',
    file: 'workflows/timeline-api.json',
    find: '"authentication": "headerAuth"',
    replace: '"authentication": "none"',
    test: 'tests/workflows/templateCallers.engine.test.ts',
    title: 'lets nobody in for whom no key or signature vouches',
  },
  {
    name: 'templates: n8n 2.0 hides from a node that it is a tool',
    file: 'nodes/n8n/toolExecution.ts',
    find: `.endsWith('Tool')`,
    replace: `.endsWith('tool')`,
    test: 'tests/n8n/toolExecution.unit.test.ts',
    title: 'goes by the type of the node in an n8n that cannot be asked',
  },
];
