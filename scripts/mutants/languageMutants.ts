import type { Mutant } from './mutant';

const TIMELINE = 'nodes/core/timeline';
const TESTS = 'tests/core/timeline';
const LANGUAGE_TEST = `${TESTS}/queryLanguage.unit.test.ts`;
const FILTERS_TEST = `${TESTS}/planFilters.unit.test.ts`;
const TEXT_TEST = `${TESTS}/timelineText.unit.test.ts`;
const RANGE_TEST = `${TESTS}/dateRange.unit.test.ts`;

/** What a person asks for, and what an agent is told. */
export const LANGUAGE_MUTANTS: readonly Mutant[] = [
  {
    name: 'query: an unknown key is a filter',
    file: `${TIMELINE}/queryLanguage.ts`,
    find: 'if (!KEYS.includes(key)) return undefined;',
    replace: "if (!KEYS.includes(key)) return 'single';",
    test: LANGUAGE_TEST,
    title: 'takes re:invent as text',
  },
  {
    name: 'query: a minus is ignored',
    file: `${TIMELINE}/queryTokens.ts`,
    find: 'const unwanted = this.take(MINUS) !== undefined;',
    replace: 'const unwanted = this.take(MINUS) === null;',
    test: LANGUAGE_TEST,
    title: 'keeps what is unwanted apart',
  },
  {
    name: 'query: an open quote is an error',
    file: `${TIMELINE}/queryTokens.ts`,
    find: 'this.stray >= start && this.stray < this.at;',
    replace: 'start < 0;',
    test: LANGUAGE_TEST,
    title: 'takes a quote that is never closed as text',
  },
  {
    name: 'query: punctuation acts as an operator',
    file: `${TIMELINE}/textQuery.ts`,
    find: 'PLAIN_WORD.test(text) ? text',
    replace: '!/\\s/.test(text) ? text',
    test: `${TESTS}/queryLanguage.int.test.ts`,
    title: 'none of them acts as an operator',
  },
  {
    name: 'query: lists of panel and query are added up',
    file: `${TIMELINE}/mergeFilters.ts`,
    find: 'asked.filter((value) => panel.includes(value))',
    replace: '[...asked, ...panel]',
    test: FILTERS_TEST,
    title: 'of panel and query must both hold',
  },
  {
    name: 'query: reaches tenants that the panel does not hold',
    file: `${TIMELINE}/planFilters.ts`,
    find: 'if (asked.some((tenant) => !allowed.includes(tenant))) {',
    replace: 'if (allowed.length === 0) {',
    test: FILTERS_TEST,
    title: 'never let the query see a tenant that the panel does not hold',
  },
  {
    name: 'filters: the widest date counts',
    file: `${TIMELINE}/planDates.ts`,
    find: 'sort((a, b) => b.at - a.at)',
    replace: 'sort((a, b) => a.at - b.at)',
    test: FILTERS_TEST,
    title: 'take of all dates the narrowest',
  },
  {
    name: 'dates: weeks begin on Sunday',
    file: `${TIMELINE}/dateRange.ts`,
    find: '(local.getUTCDay() + 6) % 7',
    replace: 'local.getUTCDay()',
    test: RANGE_TEST,
    title: 'begins a week on Monday',
  },
  {
    name: 'dates: midnight by the offset of now',
    file: `${TIMELINE}/timeZone.ts`,
    find: 'return isShown(later) && !isShown(earlier) ? later : earlier;',
    replace: 'return isShown(earlier) ? earlier : earlier;',
    test: RANGE_TEST,
    title: 'knows how long is',
  },
  {
    name: 'agent text: hides that it was cut',
    file: `${TIMELINE}/timelineText.ts`,
    find: 'if (missing > 0) return',
    replace: 'if (missing < 0) return',
    test: TEXT_TEST,
    title: 'ends at a whole event, says how many are left out',
  },
  {
    name: 'agent text: a message can forge a line',
    file: `${TIMELINE}/eventLine.ts`,
    find: 'JSON.stringify(shortened(oneLine(text), most))',
    replace: '`"${shortened(text, most)}"`',
    test: TEXT_TEST,
    title: 'keeps an event on one line whatever breaks lines',
  },
];
