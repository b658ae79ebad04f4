import type { Mutant } from './mutant';

const LOG = 'nodes/core/logHealth.ts';
const RECENT = 'nodes/core/postgres/statements/countRecentEvents.ts';
const HEALTH = 'nodes/core/queueHealth.ts';
const FIGURES_TEST = 'tests/core/queueHealth.int.test.ts';
const DOWN_TEST = 'tests/core/queueHealthDown.unit.test.ts';
const RUNS_TEST = 'tests/core/rememberRun.int.test.ts';

/** A status: every figure right, whatever else is down, at a cost that does not grow. */
export const STATUS_MUTANTS: readonly Mutant[] = [
  {
    name: 'one store after the other is asked what waits',
    file: 'nodes/core/retryQueueStatus.ts',
    find: 'await Promise.all(parts.stores.map((store) => ask(store, target, parts.clock)));',
    replace:
      '[] as Awaited<ReturnType<typeof ask>>[]; for (const store of parts.stores) answers.push(await ask(store, target, parts.clock));',
    test: 'tests/core/retryQueueStatus.unit.test.ts',
    title: 'asks every store before the first one has answered',
  },
  {
    name: 'a store that hangs holds up the status',
    file: 'nodes/core/retryQueueStatus.ts',
    find: 'untilDeadline(store.status(target, clock.now()), limits, () => silent(store))',
    replace: 'store.status(target, clock.now())',
    test: 'tests/core/retryQueueStatus.unit.test.ts',
    title: 'shows the others when one store hangs',
  },
  {
    name: 'the causes of one store hide those of another',
    file: 'nodes/core/retryQueue/mergeIncidents.ts',
    find: 'pending: one.pending + other.pending,',
    replace: '',
    test: 'tests/core/retryQueue/mergeIncidents.unit.test.ts',
    title: 'are one per cause, with the entries of every store',
  },
  {
    name: 'a target that is down is asked for each figure',
    file: HEALTH,
    find: 'if (!database.reachable) return { database, schema: null, months: null, lastRun: null };',
    replace: '',
    test: DOWN_TEST,
    title: 'does not wait for one connect before the next',
  },
  {
    name: 'one figure that fails ends the whole status',
    file: HEALTH,
    find: 'failures.push({ figure, error: healthError(error, schema) });',
    replace: 'throw error;',
    test: FIGURES_TEST,
    title: 'goes on without the table of runs',
  },
  {
    name: 'a category that went silent is not named',
    file: LOG,
    find: 'const isSilent = hadBefore && lastDay === 0;',
    replace: 'const isSilent = false;',
    test: FIGURES_TEST,
    title: 'names a category that had events in the week before',
  },
  {
    name: 'the coverage looks at one tenant',
    file: RECENT,
    find: 'e.tenant_id > held.tenant_id',
    replace: 'false',
    test: FIGURES_TEST,
    title: 'counts the events of every category in the last hour and day, over all tenants',
  },
  {
    name: 'the coverage reads all months',
    file: LOG,
    find: 'Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), 1)',
    replace: '0',
    test: 'tests/core/coveragePlan.int.test.ts',
    title: 'reads no other month than the present one',
  },
  {
    name: 'months that run out call for nobody',
    file: 'nodes/core/healthNotices.ts',
    find: 'if (ahead < FEWEST_MONTHS_AHEAD) {',
    replace: 'if (ahead < 0) {',
    test: 'tests/core/healthNotices.unit.test.ts',
    title: 'call for Maintain with',
  },
  {
    name: 'a credential that was replaced goes unnoticed',
    file: 'nodes/core/queueHealth.ts',
    find: '    ...replacedCredentialNotices(target, otherTargets),\n',
    replace: '',
    test: 'tests/core/queueHealthStores.int.test.ts',
    title: 'a status brings together what the queue table and the spool keep',
  },
  {
    name: 'another schema passes for a credential that was replaced',
    file: 'nodes/core/healthNotices.ts',
    find: '    one.schema === other.schema &&\n',
    replace: '',
    test: 'tests/core/healthNotices.unit.test.ts',
    title: 'is not given for another schema',
  },
  {
    name: 'a status counts what waits for others as its own',
    file: 'nodes/core/postgres/statements/queueStatus.ts',
    find: `where target_credential_id = $1::text and target_database = $2::text
      and target_schema = $3::text
  ), depth`,
    replace: `where $1::text || $2::text || $3::text is not null
  ), depth`,
    test: 'tests/core/queueHealthStores.int.test.ts',
    title: 'a status brings together what the queue table and the spool keep',
  },
  {
    name: 'a schema that lacks a migration passes for new',
    file: 'nodes/core/targetHealth.ts',
    find: "if (lacks) return { ...figures, state: 'older', cure: SET_UP };",
    replace: '',
    test: FIGURES_TEST,
    title: 'goes on without the table of runs',
  },
  {
    name: 'runs pile up for ever',
    file: 'nodes/core/postgres/statements/addReplayRun.ts',
    find: 'offset $7::int)',
    replace: 'offset $7::int + 1000)',
    test: RUNS_TEST,
    title: 'are kept, the newest hundred of each target',
  },
  {
    name: 'the last run of another target is shown',
    file: 'nodes/core/postgres/statements/lastReplayRun.ts',
    find: 'where target_credential_id = $1::text and',
    replace: 'where $1::text is not null and',
    test: RUNS_TEST,
    title: 'belong to a target',
  },
  {
    name: 'a run that cannot be remembered breaks the replay',
    file: 'nodes/core/rememberRun.ts',
    find: "logger.warn('What a replay did could not be remembered for Get Status.', { code, message });",
    replace: 'throw Object.assign(new Error(message), { code, logger });',
    test: 'tests/core/rememberRun.unit.test.ts',
    title: 'says in the log that the database is down',
  },
];
