import type { Mutant } from './mutant';

const FILE = 'workflows/workflow-errors.json';
const TEST = 'tests/workflows/workflowErrors.engine.test.ts';

/** Sabotages of the template that tells of failed workflows. */
export const WORKFLOW_ERROR_MUTANTS: readonly Mutant[] = [
  {
    name: 'workflow-errors: every failure of a storm is told',
    file: FILE,
    find: 'newest === undefined || ',
    replace: 'true || ',
    test: TEST,
    title: 'is one message, and every failure is logged',
  },
  {
    name: 'workflow-errors: a failure hides those of other nodes',
    file: FILE,
    find: "+ ':' + (node ?? '')",
    replace: '',
    test: TEST,
    title: 'leaves the message of another node and of another workflow alone',
  },
  {
    name: 'workflow-errors: a storm that lasts is told once for ever',
    file: FILE,
    find: 'Math.max(startOfDay, ',
    replace: 'Math.max(0, ',
    test: TEST,
    title: 'is told of again on the next day',
  },
  {
    name: 'workflow-errors: one execution is many events',
    file: FILE,
    find: '"dedupeKey": "={{ $json.dedupeKey }}",',
    replace: '"dedupeKey": "",',
    test: TEST,
    title: 'logs an execution once, also when it is reported again',
  },
  {
    name: 'workflow-errors: a failure that nothing kept is told like any other',
    file: FILE,
    find: "includes($('Log Activity').first().json.outcome)) lines.push(",
    replace: "includes($('Log Activity').first().json.outcome)) [].push(",
    test: TEST,
    title: 'says in Slack when the log could not keep it',
  },
  {
    name: 'workflow-errors: a message that Slack never took silences the next',
    file: FILE,
    find: 'newest.metadata.workflow_id !==',
    replace: '$workflow.id ===',
    test: TEST,
    title: 'lets the next failure be told',
  },
  {
    name: 'workflow-errors: half a letter in an error is a storm',
    file: FILE,
    find: '.toWellFormed()',
    replace: '',
    test: TEST,
    title: 'is logged all the same: a message with half an emoji',
  },
  {
    name: 'workflow-errors: a node with a long name is a storm',
    file: FILE,
    find: "+ ':' + (node ?? ''), 500)",
    replace: "+ ':' + (node ?? ''), 5000)",
    test: TEST,
    title: 'is logged all the same: a node with a name of 600',
  },
  {
    name: 'workflow-errors: Slack is told what a service quoted',
    file: FILE,
    find: 'configuration.quoteErrorMessage && ',
    replace: '',
    test: TEST,
    title: 'no word of the error',
  },
  {
    name: 'workflow-errors: a refusal by Slack is a success',
    file: FILE,
    find: '$json.ok === true',
    replace: '$json.ok !== undefined',
    test: TEST,
    title: 'fails loudly with the word of Slack',
  },
];
