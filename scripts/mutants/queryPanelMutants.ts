import type { Mutant } from './mutant';

const NODE = 'nodes/QueryTimeline/QueryTimeline.node.ts';
const OUTPUT = 'nodes/QueryTimeline/outputItems.ts';
const EXPORT = 'nodes/QueryTimeline/operations/exportToFile.ts';
const FILTERS = 'nodes/QueryTimeline/parameters/readFilters.ts';
const LEADS = 'nodes/n8n/searchLeads.ts';
const SEARCH_TEST = 'tests/QueryTimeline/search.engine.test.ts';
const EXPORT_TEST = 'tests/QueryTimeline/export.engine.test.ts';
const TIMELINE_TEST = 'tests/QueryTimeline/queryTimeline.engine.test.ts';
const CANCEL_TEST = 'tests/QueryTimeline/cancel.engine.test.ts';
const BAD_INPUT_TEST = 'tests/QueryTimeline/badInput.engine.test.ts';
const LEADS_TEST = 'tests/n8n/searchLeads.engine.test.ts';

/** Between the panel of Query Timeline and core. */
export const QUERY_PANEL_MUTANTS: readonly Mutant[] = [
  {
    name: 'the query panel shows no hint for what a person should know',
    file: NODE,
    find: 'for (const { message } of outcome.notices) notices.add(message);',
    replace: '',
    test: SEARCH_TEST,
    title: 'says in a hint that a lead is not known',
  },
  {
    name: 'the query panel pairs every event with the first item',
    file: NODE,
    find: 'pairedItem: { item: itemIndex }',
    replace: 'pairedItem: { item: 0 }',
    test: SEARCH_TEST,
    title: 'pairs each event with the item that asked for it',
  },
  {
    name: 'the query panel lets a cancelled read go on',
    file: 'nodes/n8n/composition.ts',
    find: "'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;",
    replace: 'undefined;',
    test: CANCEL_TEST,
    title: 'stops on the server what all of a search asked for',
  },
  {
    name: 'the query panel records a cancelled read as a failure',
    file: 'nodes/n8n/toNodeError.ts',
    find: 'if (error instanceof CancelledError) shown.name = error.name;',
    replace: 'if (error instanceof CancelledError) return shown;',
    test: CANCEL_TEST,
    title: 'stops on the server what Get Timeline asked for',
  },
  {
    name: 'the query panel repeats the previous cursor with every event',
    file: OUTPUT,
    find: 'isFirst && previousCursor !== null',
    replace: 'previousCursor !== null',
    test: SEARCH_TEST,
    title: 'hands cursors on with the first and the last item',
  },
  {
    name: 'the query panel tells a model nothing where there is nothing',
    file: NODE,
    find: 'notices.length === 0 || !isToolExecution(context)',
    replace: 'notices.length >= 0',
    test: 'tests/QueryTimeline/agentTool.engine.test.ts',
    title: 'tells the model why there is nothing: an event',
  },
  {
    name: 'the query panel leads a model past what its text leaves out',
    file: OUTPUT,
    find: '...(leftOut > 0 ? {} : { nextCursor })',
    replace: 'nextCursor',
    test: 'tests/QueryTimeline/agentTool.engine.test.ts',
    title: 'answers no longer than it may',
  },
  {
    name: 'the query panel exports into the void for an agent',
    file: EXPORT,
    find: '  if (isToolExecution(context)) throw filesAreNotForAgents();\n',
    replace: '',
    test: EXPORT_TEST,
    title: 'tells an agent that it makes files',
  },
  {
    name: 'the query panel counts rows before they are streamed',
    file: EXPORT,
    find: '  const binary = await store(',
    replace:
      '  const rows = file.rows();\n  file.rows = () => rows;\n  const binary = await store(',
    test: EXPORT_TEST,
    title: 'gives a file with every event',
  },
  {
    name: 'the query panel leaves an export running that n8n cannot take',
    file: EXPORT,
    find: '    stream.destroy();\n',
    replace: '',
    test: EXPORT_TEST,
    title: 'stops when n8n cannot take the file',
  },
  {
    name: 'the query panel asks for a lead of the list beside an expression',
    file: 'nodes/n8n/properties/leadFromList.ts',
    find: "displayOptions: { show, hide: { leadBy: [{ _cnd: { not: 'list' } }] } },",
    replace: "displayOptions: { show: { ...show, leadBy: ['list'] } },",
    test: TIMELINE_TEST,
    title: 'asks for no lead of the list while an expression',
  },
  {
    name: 'the query panel lists the leads of every tenant',
    file: LEADS,
    find: 'if (isFixed(tenant)) return tenant;',
    replace: 'if (isFixed(tenant)) return DEFAULT_TENANT;',
    test: LEADS_TEST,
    title: 'shows no lead of another tenant',
  },
  {
    name: 'the query panel lists leads of some tenant for an expression',
    file: LEADS,
    find: 'if (isFixed(tenant)) return tenant;',
    replace: "if (typeof tenant === 'string') return isFixed(tenant) ? tenant : DEFAULT_TENANT;",
    test: LEADS_TEST,
    title: 'shows no leads while the tenant is an expression',
  },
  {
    name: 'the query panel reads the default tenant where an expression gives none',
    file: FILTERS,
    find: "return panel.has('filters', name) ? panel.within('filters', name) : DEFAULT_TENANT;",
    replace: "return panel.within('filters', name) ?? DEFAULT_TENANT;",
    test: BAD_INPUT_TEST,
    title: 'refuses a tenant that an expression does not give',
  },
  {
    name: 'the query panel reads everybody where an expression gives no lead',
    file: FILTERS,
    find: "if (value.trim() !== '' || !panel.has('filters', name)) return value;",
    replace:
      "if (value.trim() !== '' || panel.within('filters', name) === undefined) return value;",
    test: BAD_INPUT_TEST,
    title: 'refuses Lead that was added and is empty',
  },
];
