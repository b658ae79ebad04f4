import type { Mutant } from './mutant';

const COUNTING = 'nodes/core/reading/countEventsOfScope.ts';
const ANSWERED = 'nodes/core/postgres/statements/answeredLeads.ts';
const DROP_OFF = 'nodes/core/postgres/statements/dropOffByStep.ts';
const LEAD_EVENTS = 'nodes/core/postgres/statements/leadEvents.ts';
const SUMMARY = 'nodes/core/summarizeEvents.ts';
const SUMMARY_TEST = 'tests/core/summarizeEvents.int.test.ts';
const MODEL_TEST = 'tests/core/summarizeEventsProperty.int.test.ts';
const MODEL = 'says what counting one by one says';

/** A summary: every event once, each lead once, in the order of time. */
export const SUMMARY_MUTANTS: readonly Mutant[] = [
  {
    name: 'a reply before the message answers it',
    file: ANSWERED,
    find: ' order by ms, is_reply rows unbounded preceding',
    replace: '',
    test: SUMMARY_TEST,
    title: 'counts a reply to the millisecond at which the time is over, none before the message',
  },
  {
    name: 'replies are looked for only within the dates',
    file: SUMMARY,
    find: 'lowestIdAt(timeOfId(below) + withinMs)',
    replace: 'below',
    test: SUMMARY_TEST,
    title: 'looks for replies beyond the end of the dates, for messages only within them',
  },
  {
    name: 'drop-off ignores the order of time',
    file: DROP_OFF,
    find: 'order by substring(uuid_send(id) from 1 for ${TIME_BYTES}), mark',
    replace: 'order by mark',
    test: SUMMARY_TEST,
    title: 'counts who came to each step in order, and who was lost on the way',
  },
  {
    name: 'steps within one millisecond go by the tail of their ids',
    file: DROP_OFF,
    find: 'substring(uuid_send(id) from 1 for ${TIME_BYTES})',
    replace: 'id',
    test: SUMMARY_TEST,
    title: 'takes events of one millisecond in the order of the steps',
  },
  {
    name: 'days of a summary begin in UTC',
    file: COUNTING,
    find: 'timeOfId(below)) }, timeZone)',
    replace: "timeOfId(below)) }, 'UTC')",
    test: SUMMARY_TEST,
    title: 'counts days as they begin in the time zone',
  },
  {
    name: 'any lead with the email stands for an event that is not linked',
    file: LEAD_EVENTS,
    find: 'case when count(*) = 1 then (array_agg(l.id))[1] end',
    replace: '(array_agg(l.id))[1]',
    test: SUMMARY_TEST,
    title: 'takes an email that several leads have for one of its own',
  },
  {
    name: 'first and last event of a summary pass any filter',
    file: COUNTING,
    find: '...scope,\n    from: floors',
    replace: '...scope,\n    ...everythingOf(scope.tenants, scope),\n    from: floors',
    test: MODEL_TEST,
    title: MODEL,
  },
  {
    name: 'messages and replies of any tenant',
    file: 'nodes/core/postgres/statements/eventConditions.ts',
    find: "given.isAny('e.tenant_id', scope.tenants)",
    replace: "`${given.isAny('e.tenant_id', scope.tenants)} is not null`",
    test: SUMMARY_TEST,
    title: 'is that of the tenants asked for',
  },
];
