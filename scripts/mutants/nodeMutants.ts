import type { Mutant } from './mutant';

const SERVICES = 'nodes/n8n/readServices.ts';
const STORES = 'nodes/n8n/composeStores.ts';
const COMPOSITION = 'nodes/n8n/composition.ts';
const REPLAY_PANEL = 'nodes/ReplayRetryQueue/properties.ts';
const PANEL_TEST = 'tests/n8n/properties/credentialParameters.unit.test.ts';
const BROKEN_TEST = 'tests/LogActivity/brokenServices.engine.test.ts';
const PRIVACY_TEST = 'tests/LogActivity/privacy.engine.test.ts';
const QUEUE_TEST = 'tests/LogActivity/retryQueue.engine.test.ts';
const REPLAY_TEST = 'tests/ReplayRetryQueue/services.engine.test.ts';
const HINTS_TEST = 'tests/LogActivity/hints.engine.test.ts';

/** Between n8n's panel and core: what was chosen is what is used, and nothing stops the flow. */
export const NODE_MUTANTS: readonly Mutant[] = [
  {
    name: 'the node stops for a service that it can do without',
    file: SERVICES,
    find: '      faults.push(error instanceof ActivityLogError ? error : unreadable(what));\n',
    replace: '      throw error;\n',
    test: BROKEN_TEST,
    title: 'an Airtable credential that n8n cannot read',
  },
  {
    name: 'the node keeps quiet about a service that it goes without',
    file: 'nodes/LogActivity/LogActivity.node.ts',
    find: '    ...faultHints(services.faults),\n',
    replace: '',
    test: BROKEN_TEST,
    title: 'and says so when everything was written',
  },
  {
    name: 'the node reads a credential that its panel hides',
    file: SERVICES,
    find: 'if (!isShown || !isChosen) return null;',
    replace: 'if (!isChosen) return null;',
    test: PRIVACY_TEST,
    title: 'do not read a credential that was once chosen ({})',
  },
  {
    name: 'the node reads the key of privacy and does not use it',
    file: COMPOSITION,
    find: '    privacy: services.privacy,\n',
    replace: '    privacy: { ...services.privacy, key: null },\n',
    test: PRIVACY_TEST,
    title: 'replaces identifying fields by a keyed hash',
  },
  {
    name: 'the node opens its second PostgreSQL in the schema of the first',
    file: SERVICES,
    find: "textOption(context, 'queueSchema', 'public')",
    replace: "textOption(context, 'schema', 'public')",
    test: QUEUE_TEST,
    title: 'takes the schema of Queue Schema',
  },
  {
    name: 'the node uses the queue table although the spool was chosen',
    file: STORES,
    find: 'return { whileAnswering: [spool], whileSilent: [spool] };',
    replace: 'return { whileAnswering: [queueTable, spool], whileSilent: [spool] };',
    test: QUEUE_TEST,
    title: 'keeps on the disk what the database refuses',
  },
  {
    name: 'the node has no spool behind its second PostgreSQL',
    file: STORES,
    find: 'const stores = [...elsewhere(base, retryQueue), spool];',
    replace: 'const stores = elsewhere(base, retryQueue);',
    test: QUEUE_TEST,
    title: 'keeps events in the spool while the second database has no tables',
  },
  {
    name: 'the node that replays leaves out the chosen queue',
    file: COMPOSITION,
    find: 'stores: [queueTable, spool, ...elsewhere(base, services.retryQueue)],',
    replace: 'stores: [queueTable, spool],',
    test: REPLAY_TEST,
    title: 'counts what waits in Airtable',
  },
  {
    name: 'the node never journals',
    file: COMPOSITION,
    find: "options.durability === 'journalFirst' ?",
    replace: "options.durability === 'standard' ?",
    test: 'tests/LogActivity/durability.engine.test.ts',
    title: 'has the events on the disk while the database is writing',
  },
  {
    name: 'the node tells nobody of incidents',
    file: COMPOSITION,
    find: 'if (slack === null) return null;',
    replace: 'if (slack !== undefined) return null;',
    test: 'tests/LogActivity/alert.engine.test.ts',
    title: 'tells of an outage once',
  },
  {
    name: 'the node counts all causes as one',
    file: 'nodes/LogActivity/hints.ts',
    find: 'const cause = `${receipt.outcome} ${receipt.code} ${receipt.message}`;',
    replace: 'const cause = receipt.outcome;',
    test: HINTS_TEST,
    title: 'are one for each cause',
  },
  {
    name: 'the node that replays hides its operations in the editor',
    file: REPLAY_PANEL,
    find: 'displayOptions: { hide: { operation: [...OF_THE_DATABASE] } },',
    replace: "displayOptions: { show: { operation: ['getStatus', 'replay'] } },",
    test: PANEL_TEST,
    title: 'lets no parameter that a credential depends on depend on another',
  },
  {
    name: 'the node that replays shows its credentials at the end',
    file: REPLAY_PANEL,
    find: '  credentialsPlace,\n  operation,\n',
    replace: '  operation,\n',
    test: PANEL_TEST,
    title: 'shows the credentials right under Connection',
  },
];
