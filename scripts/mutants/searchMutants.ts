import type { Mutant } from './mutant';

const CONDITIONS = 'nodes/core/postgres/statements/eventConditions.ts';
const RESOLVING = 'nodes/core/reading/resolveFilters.ts';
const BY_TIME = 'nodes/core/reading/searchByTime.ts';
const COUNTING = 'nodes/core/reading/countMatches.ts';
const MODEL_TEST = 'tests/core/searchEvents.int.test.ts';
const MODEL = 'as going through all events in memory does';
const TOTALS_TEST = 'tests/core/searchTotals.int.test.ts';
const WALK_TEST = 'tests/core/searchWalk.int.test.ts';

/** Search: everything that matches and nothing else, in order, page by page. */
export const SEARCH_MUTANTS: readonly Mutant[] = [
  {
    name: 'searches read every tenant',
    file: CONDITIONS,
    find: "tenant === undefined ? given.isAny('e.tenant_id', scope.tenants) :",
    replace: "tenant === undefined ? `(${given.isAny('e.tenant_id', scope.tenants)} or true)` :",
    test: MODEL_TEST,
    title: MODEL,
  },
  {
    name: 'unwanted words are let through',
    file: CONDITIONS,
    find: '`not ${holds(unwanted)}`',
    replace: '`(not ${holds(unwanted)} or true)`',
    test: MODEL_TEST,
    title: MODEL,
  },
  {
    name: 'events that are linked to another lead are found by their email',
    file: CONDITIONS,
    find: "const unlinked = 'e.lead_id is null and ';",
    replace: "const unlinked = '';",
    test: WALK_TEST,
    title: 'are those of the lead, linked or not yet',
  },
  {
    name: 'a search ends with its first window of time',
    file: BY_TIME,
    find: 'if (found.length >= limit) break;',
    replace: 'if (found.length >= limit || window.below !== range.below) break;',
    test: MODEL_TEST,
    title: MODEL,
  },
  {
    name: 'the event of another tenant that has the id of the cursor is passed over',
    file: BY_TIME,
    find: 'const above = justAbove(after.id);',
    replace: 'const above = after.id;',
    test: WALK_TEST,
    title: 'are both met page by page, descending',
  },
  {
    name: 'the event of the cursor is read again',
    file: 'nodes/core/postgres/statements/eventOrder.ts',
    find: "descending: { word: 'desc', beyond: '<' }",
    replace: "descending: { word: 'desc', beyond: '<=' }",
    test: MODEL_TEST,
    title: MODEL,
  },
  {
    name: 'a capped total says that it is exact',
    file: COUNTING,
    find: 'if (count <= COUNT_CAP) return',
    replace: 'if (count <= COUNT_CAP + 1) return',
    test: TOTALS_TEST,
    title: 'ends at 10,000 when capped',
  },
  {
    name: 'an estimate says that it is exact',
    file: COUNTING,
    find: "{ count, precision: 'estimated' }",
    replace: "{ count, precision: 'exact' }",
    test: TOTALS_TEST,
    title: 'never said to be exact when estimated',
  },
  {
    name: 'leads beyond the ten thousandth are left out in silence',
    file: RESOLVING,
    find: 'if (found.length <= MAX_LEADS) return { leads: found, notices: [] };',
    replace: 'if (found.length <= MAX_LEADS + 1) return { leads: found, notices: [] };',
    test: 'tests/core/reading/resolveFilters.int.test.ts',
    title: 'say what was left out',
  },
  {
    name: 'a walk goes on when nobody waits',
    file: 'nodes/core/searchEvents.ts',
    find: 'next !== null && parts.signal?.aborted !== true',
    replace: 'next !== null',
    test: WALK_TEST,
    title: 'stops when nobody waits any more',
  },
  {
    name: 'words inside one lead are looked up in the whole log',
    file: CONDITIONS,
    find: "isOfFewLeads ? ' is true' : ''",
    replace: "isOfFewLeads ? '' : ''",
    test: 'tests/core/searchPlan.int.test.ts',
    title: 'looks into the events of a lead',
  },
  {
    name: 'search: a misspelt type in the query is blamed on the filter',
    file: RESOLVING,
    find: 'schema), FILTERS_OR_QUERY);',
    replace: 'schema));',
    test: 'tests/core/reading/resolveFilters.int.test.ts',
    title: 'is not blamed on the filter alone',
  },
  {
    name: 'search: oldest first goes through the years before the first event',
    file: BY_TIME,
    find: 'Math.max(timeOfId(oldest), timeOfId(range.from))',
    replace: 'timeOfId(range.from) || timeOfId(oldest)',
    test: WALK_TEST,
    title: 'begins with what there is',
  },
  {
    name: 'search: a page whose events are gone leads nowhere',
    file: 'nodes/core/timeline/searchPaging.ts',
    find: '(!isEdge(start.position) && hits.length > 0)',
    replace: '!isEdge(start.position)',
    test: WALK_TEST,
    title: 'leads back to where it was come from',
  },
  {
    name: 'search: turning round at a page whose events are gone passes over one',
    file: 'nodes/core/timeline/searchPaging.ts',
    find: 'isEdge(position) ? position : edgeBehind(',
    replace: "isEdge(position) || position.id !== '' ? position : edgeBehind(",
    test: WALK_TEST,
    title: 'leads back to where it was come from',
  },
  {
    name: 'search: a cursor made by hand brings a NUL to the database',
    file: 'nodes/core/timeline/cursor.ts',
    find: 'isUtf8(bytes) && !bytes.includes(0)',
    replace: 'isUtf8(bytes)',
    test: 'tests/core/timeline/cursor.unit.test.ts',
    title: 'made by hand is refused in words: a value with a NUL',
  },
  {
    name: 'search: a walk loses sight of events that a lead takes over',
    file: 'nodes/core/searchEvents.ts',
    find: 'resolved === undefined || isAwaited(resolved)',
    replace: 'resolved === undefined',
    test: WALK_TEST,
    title: 'follows its events to a lead that arrives meanwhile',
  },
];
