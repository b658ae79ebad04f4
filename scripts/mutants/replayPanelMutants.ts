import type { Mutant } from './mutant';

const NODE = 'nodes/ReplayRetryQueue';
const FILTER = `${NODE}/parameters/readEntryFilter.ts`;
const REPAIR = `${NODE}/parameters/readRepairRequest.ts`;
const REQUESTS = `${NODE}/operations/forRequests.ts`;
const ITEMS = `${NODE}/operations/replayItems.ts`;
const VIEW = 'nodes/core/viewQueueEntry.ts';
const BAD_INPUT_TEST = 'tests/ReplayRetryQueue/badInput.engine.test.ts';
const GET_MANY_TEST = 'tests/ReplayRetryQueue/getMany.engine.test.ts';
const REPAIR_TEST = 'tests/ReplayRetryQueue/repair.engine.test.ts';
const OPTIONS_TEST = 'tests/ReplayRetryQueue/replayOptions.engine.test.ts';
const PANEL_TEST = 'tests/ReplayRetryQueue/properties.unit.test.ts';

/** Between the panel of Replay Retry Queue and core. */
export const REPLAY_PANEL_MUTANTS: readonly Mutant[] = [
  {
    name: 'the repair panel means every entry where an expression gives nothing',
    file: FILTER,
    find: '  if (filled.length === 0) throw isEmpty(parameter);\n',
    replace: '',
    test: BAD_INPUT_TEST,
    title: 'refuses a filter of replay that was added and is empty',
  },
  {
    name: 'the repair panel takes part of a target for another one',
    file: `${NODE}/parameters/readPlace.ts`,
    find: "if (!panel.has('options', 'anotherTarget')) return target;",
    replace:
      "if (!panel.has('options', 'anotherTarget') || panel.value('operation', '') === 'purge') return target;",
    test: BAD_INPUT_TEST,
    title: 'refuses another target that is not named in full',
  },
  {
    name: 'the repair panel lets an agent discard by a filter',
    file: REPAIR,
    find: '  if (runner.isAgent && request.filter.ids.length === 0) throw agentMustNameEntries();\n',
    replace: '',
    test: REPAIR_TEST,
    title: 'lets an agent discard only what it names',
  },
  {
    name: 'the repair panel answers the same question once for each item',
    file: REQUESTS,
    find: 'const key = together ? JSON.stringify(request) : String(item);',
    replace: 'const key = String(item);',
    test: GET_MANY_TEST,
    title: 'answers items that ask for the same together',
  },
  {
    name: 'the repair panel lets one bad item fail its neighbours',
    file: REQUESTS,
    find: 'if (!this.context.continueOnFail()) throw',
    replace: 'throw',
    test: REPAIR_TEST,
    title: 'edits once for each item',
  },
  {
    name: 'the repair panel shows what an edit changed beside entries without payload',
    file: VIEW,
    find: 'edits: edits.map(withoutValues) };',
    replace: 'edits: edits as never };',
    test: 'tests/core/viewQueueEntry.unit.test.ts',
    title: 'says which fields were changed, and not what they held',
  },
  {
    name: 'the repair panel tells of no item that was not written',
    file: ITEMS,
    find: 'return [outputOf(true), outputOf(false)];',
    replace: 'return [outputOf(true), []];',
    test: OPTIONS_TEST,
    title: 'never lets a bad item stop its neighbours',
  },
  {
    name: 'the replay panel lets what failed leave by no output',
    file: `${NODE}/operations/replay.ts`,
    find: "const TRIED_IN_VAIN = ['parked', 'failed'] as const;",
    replace: "const TRIED_IN_VAIN = ['parked'] as const;",
    test: OPTIONS_TEST,
    title: 'tells what is in the log from what is not by its outputs',
  },
  {
    name: 'the repair panel purges before it has counted',
    file: `${NODE}/properties/purge.ts`,
    find: '    default: true,\n',
    replace: '    default: false,\n',
    test: PANEL_TEST,
    title: 'removes nothing, and shows no lead data, until a person says so',
  },
  {
    name: 'the log says of lost events not which items they were',
    file: 'nodes/LogActivity/notKept.ts',
    find: ' Items, counted from 0: ${items}.',
    replace: '',
    test: 'tests/LogActivity/notKept.unit.test.ts',
    title: 'the items that it takes to log them again',
  },
];
