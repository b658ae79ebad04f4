import type { Mutant } from './mutant';

const STATEMENTS = 'nodes/core/postgres/statements';
const TENANTS_TEST = 'tests/core/tenantIsolation.int.test.ts';
const AS_IF_ALONE = 'exactly what it would show if there were no others';
const TIMELINE_WALK_TEST = 'tests/core/timelineWalk.int.test.ts';
const TIMEOUT_TEST = 'tests/core/readTimeout.int.test.ts';

/** What every operation of Query Timeline keeps, tried by tests that go through all of them. */
export const EVERY_READ_MUTANTS: readonly Mutant[] = [
  {
    name: 'every read: a tenant counts the events of all',
    file: `${STATEMENTS}/countByGroup.ts`,
    find: 'const { text, values } = eventConditions(scope);',
    replace:
      "const { text: own, values } = eventConditions(scope);\n  const text = own.replace('e.tenant_id = $1', '$1 is not null');",
    test: TENANTS_TEST,
    title: AS_IF_ALONE,
  },
  {
    name: 'every read: conditions leave out the tenant',
    file: `${STATEMENTS}/eventConditions.ts`,
    find: "given.isAny('e.tenant_id', scope.tenants)",
    replace: "`${given.add(scope.tenants, 'text[]')} is not null`",
    test: TENANTS_TEST,
    title: AS_IF_ALONE,
  },
  {
    name: 'every read: the tenant of each arm is left out',
    file: `${STATEMENTS}/eventConditions.ts`,
    find: '`e.tenant_id = ${tenant}`',
    replace: '`${tenant} is not null`',
    test: TENANTS_TEST,
    title: AS_IF_ALONE,
  },
  {
    name: 'every read: leads of all tenants are found by name',
    file: `${STATEMENTS}/findLeadsByText.ts`,
    find: 'where (tenant_id is null or tenant_id = any($1::text[]))',
    replace: 'where (cardinality($1::text[]) > 0)',
    test: TENANTS_TEST,
    title: AS_IF_ALONE,
  },
  {
    name: "every read: an event shows another tenant's lead",
    file: `${STATEMENTS}/eventColumns.ts`,
    find: " and ${seenByTenant('l')}",
    replace: '',
    test: TENANTS_TEST,
    title: AS_IF_ALONE,
  },
  {
    name: "every read: another tenant's lead makes an email ambiguous",
    file: `${STATEMENTS}/leadEvents.ts`,
    find: `      where lower(btrim(l.email)) = e.lead_email
        and (l.tenant_id is null or l.tenant_id = e.tenant_id collate "C")`,
    replace: '      where lower(btrim(l.email)) = e.lead_email',
    test: TENANTS_TEST,
    title: AS_IF_ALONE,
  },
  {
    name: 'every read: a walk from lead to lead leaves out the tenant',
    file: `${STATEMENTS}/searchEventsOfLeads.ts`,
    find: 'const { text, values } = eventConditions(scope);',
    replace:
      "const { text: own, values } = eventConditions(scope);\n  const text = own.replace('e.tenant_id = $1', '$1 is not null');",
    test: TENANTS_TEST,
    title: 'where so many match',
  },
  {
    name: 'every read: an export that fails at once ends the process',
    file: 'nodes/core/postgres/copyOut.ts',
    find: "  out.on('error', () => undefined);\n",
    replace: '',
    test: TIMEOUT_TEST,
    title: 'every operation that takes too long',
  },
  {
    name: 'every read: the lead search passes on any tenant',
    file: 'nodes/core/searchLeads.ts',
    find: "requireText(tenant, 'Tenant')",
    replace: 'tenant',
    test: 'tests/core/badRequests.int.test.ts',
    title: 'Lead search of the panel',
  },
  {
    name: 'every read: a walk through a timeline makes out its dates anew',
    file: 'nodes/core/queryTimeline.ts',
    find: 'windowAtCursor(page.nextCursor, plan)',
    replace: 'windowAtCursor(page.nextCursor, planTimeline(request, parts.clock.now()))',
    test: TIMELINE_WALK_TEST,
    title: 'keeps the dates of its beginning',
  },
  {
    name: 'every read: a walk through a timeline looks its name up again',
    file: 'nodes/core/queryTimeline.ts',
    find: 'found === undefined || isAwaited(found)',
    replace: 'found === undefined || found.leads !== null',
    test: TIMELINE_WALK_TEST,
    title: 'stays with the leads that its name meant',
  },
  {
    name: 'every read: a walk loses sight of events that a lead takes over',
    file: 'nodes/core/queryTimeline.ts',
    find: 'found === undefined || isAwaited(found)',
    replace: 'found === undefined',
    test: TIMELINE_WALK_TEST,
    title: 'follows its events to a lead that arrives meanwhile',
  },
  {
    name: 'every read: a walk through a timeline goes on when nobody waits',
    file: 'nodes/core/queryTimeline.ts',
    find: 'window !== null && parts.signal?.aborted !== true',
    replace: 'window !== null',
    test: TIMELINE_WALK_TEST,
    title: 'stops when nobody waits any more',
  },
];
