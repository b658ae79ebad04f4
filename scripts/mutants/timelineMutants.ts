import type { Mutant } from './mutant';

const MIGRATIONS = 'nodes/core/postgres/embeddedMigrations.ts';
const WINDOW = 'nodes/core/timeline/pageWindow.ts';
const LEADS = 'nodes/core/postgres/statements/findLeadsByText.ts';
const TIMELINE_TEST = 'tests/core/queryTimeline.int.test.ts';
const WALK_TEST = 'tests/core/timeline/walk.int.test.ts';
const WALK = 'equals paging through sorted events in memory';
const PLAN_TEST = 'tests/core/timeline/timelinePlan.int.test.ts';
const LEADS_TEST = 'tests/core/searchLeads.int.test.ts';

/** Timelines: whose, in order, forward and back, by the right index; leads by name. */
export const TIMELINE_MUTANTS: readonly Mutant[] = [
  {
    name: 'timelines of all tenants are one',
    file: MIGRATIONS,
    find: 'where log.tenant_id = p_tenant and %1$s',
    replace: 'where p_tenant is not null and %1$s',
    test: TIMELINE_TEST,
    title: 'may use the same id, and each sees its own event',
  },
  {
    name: 'events without a link yet are left out of a timeline',
    file: MIGRATIONS,
    find: 'from unnest(p_airtable_ids) as lead (airtable_id)',
    replace: 'from unnest(p_airtable_ids[1:0]) as lead (airtable_id)',
    test: TIMELINE_TEST,
    title: 'is the same by UUID, Airtable record id and email',
  },
  {
    name: 'a timeline takes whatever index is cheap on average',
    file: MIGRATIONS,
    find: '        and (log.%2$I is not null or activity_wrong_index(log.id))\n',
    replace: '',
    test: 'tests/core/timeline/misleadingStatistics.int.test.ts',
  },
  {
    name: 'a month that was empty is read from end to end',
    file: MIGRATIONS,
    find: 'set enable_seqscan to off\n',
    replace: '',
    test: PLAN_TEST,
  },
  {
    name: 'a page goes on with the event that it ended with',
    file: WINDOW,
    find: 'if (hasAnchor) nearestFirst.shift();',
    replace: '',
    test: WALK_TEST,
    title: WALK,
  },
  {
    name: 'a page further up is shown oldest first',
    file: WINDOW,
    find: 'shown : shown.reverse()',
    replace: 'shown : shown',
    test: WALK_TEST,
    title: WALK,
  },
  {
    name: 'a page beside an event that is gone looks for nothing there',
    file: 'nodes/core/queryTimeline.ts',
    find: 'reading.hasAnchor || (await hasEvents(read, window))',
    replace: 'window.anchor !== null || (await hasEvents(read, window))',
    test: WALK_TEST,
    title: 'knows that nothing is beside a page any more',
  },
  {
    name: 'a cursor breaks when the days of its range move on',
    file: 'nodes/core/timeline/planTimeline.ts',
    find: 'planDates(dates, {}, calendar), dateRange]',
    replace: 'range, dateRange]',
    test: 'tests/core/timeline/planTimeline.unit.test.ts',
    title: 'whose cursors outlive midnight',
  },
  {
    name: 'the search for leads shows those of other tenants',
    file: LEADS,
    find: 'tenant_id is null or tenant_id = any($1::text[])',
    replace: 'true',
    test: LEADS_TEST,
    title: 'shows a tenant its own leads and those of no tenant',
  },
  {
    name: 'a percent sign finds every lead',
    file: LEADS,
    find: '.replace(/[\\\\%_]/g',
    replace: '.replace(/[\\\\]/g',
    test: LEADS_TEST,
    title: 'takes wildcards and escapes for what they are',
  },
];
