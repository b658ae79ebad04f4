import type { Mutant } from './mutant';

const TRANSACTION = 'nodes/core/postgres/withTransaction.ts';
const TRANSACTION_TEST = 'tests/core/postgres/withTransaction.int.test.ts';
const DELIVER = 'nodes/core/delivery/deliverEvents.ts';
const DELIVER_TEST = 'tests/core/delivery/deliverEvents.unit.test.ts';
const POLICY_TEST = 'tests/core/delivery/retryPolicy.unit.test.ts';
const UNAVAILABLE_TEST = 'tests/LogActivity/unavailable.engine.test.ts';

/** On the way to the database: honest answers, tries, neighbours, loudness. */
export const DELIVERY_MUTANTS: readonly Mutant[] = [
  {
    name: 'COMMIT is believed whatever it answers',
    file: TRANSACTION,
    find: "  if (command !== 'COMMIT') throw new RolledBackError();\n",
    replace: '',
    test: TRANSACTION_TEST,
    title: 'fails when the server answers its COMMIT with a rollback',
  },
  {
    name: 'silent connections go back to the pool',
    file: TRANSACTION,
    find: 'client.release(!healthy)',
    replace: 'client.release()',
    test: TRANSACTION_TEST,
    title: 'is given up when the server does not answer',
  },
  {
    name: 'settings outlive their transaction',
    file: 'nodes/core/postgres/statements/beginTransaction.ts',
    find: 'set local statement_timeout',
    replace: 'set statement_timeout',
    test: TRANSACTION_TEST,
    title: 'leaves no setting behind',
  },
  {
    name: 'nobody listens to errors of idle connections',
    file: 'nodes/core/postgres/pool.ts',
    find: "pool.on('error', (error: NodeJS.ErrnoException) => {",
    replace: "pool.on('connect', (error: { code?: string }) => {",
    test: TRANSACTION_TEST,
    title: 'is said in the log, and the next transaction gets another',
  },
  {
    name: 'a bad event takes its batch with it',
    file: DELIVER,
    find: 'if (!isBadEvent || batch.length === 1) {',
    replace: 'if (!isBadEvent || batch.length > 0) {',
    test: DELIVER_TEST,
    title: 'are left out, whichever they are',
  },
  {
    name: 'batches are bounded by count alone',
    file: 'nodes/core/activity/eventBatches.ts',
    find: 'batch.length >= most || bytes + size > mostBytes',
    replace: 'batch.length >= most',
    test: DELIVER_TEST,
    title: 'writes few large ones at a time',
  },
  {
    name: 'every batch of an outage gets all its tries',
    file: DELIVER,
    find: "admission.kind === 'oneTry' || this.outage !== null",
    replace: "admission.kind === 'oneTry'",
    test: DELIVER_TEST,
    title: 'costs the first batch all its tries',
  },
  {
    name: 'retries come back in step',
    file: 'nodes/core/delivery/backoff.ts',
    find: 'delay * (1 - JITTER + 2 * JITTER * random.fraction())',
    replace: 'delay * Math.max(1, random.fraction())',
    test: 'tests/core/delivery/backoff.unit.test.ts',
    title: 'never leaves 20 %',
  },
  {
    name: 'waits pass the deadline',
    file: 'nodes/core/delivery/retry.ts',
    find: 'if (isCancelled(signal) || clock.elapsed() + delay >= deadline) return false;',
    replace: 'if (isCancelled(signal)) return false;',
    test: 'tests/core/delivery/retry.unit.test.ts',
    title: 'is neither awaited nor repeated',
  },
  {
    name: 'one retry store is all there is',
    file: 'nodes/core/delivery/keepEntries.ts',
    find: 'for (const store of stores) {',
    replace: 'for (const store of stores.slice(0, 1)) {',
    test: 'tests/core/delivery/keepEntries.unit.test.ts',
    title: 'falls to the next store',
  },
  {
    name: 'environment failures are tried as often as transient ones',
    file: 'nodes/core/delivery/retryPolicy.ts',
    find: 'return Math.min(ENVIRONMENT_ATTEMPTS, policy.attempts);',
    replace: 'return policy.attempts;',
    test: POLICY_TEST,
  },
  {
    name: 'a silent database is tried once',
    file: 'nodes/core/delivery/retryPolicy.ts',
    find: "case 'transient':\n      return policy.attempts;",
    replace: "case 'transient':\n      return 1;",
    test: POLICY_TEST,
  },
  {
    name: 'lost events are not said',
    file: 'nodes/LogActivity/LogActivity.node.ts',
    find: '  throwWhatIsLost(context, receipts);\n',
    replace: '',
    test: UNAVAILABLE_TEST,
    title: 'fails, naming every event id',
  },
  {
    name: 'parked events skip the output Dead-Lettered',
    file: 'nodes/LogActivity/outputItems.ts',
    find: "    case 'parked':\n    case 'conflict':\n      return true;",
    replace: "      return true;\n    case 'parked':\n    case 'conflict':",
    test: 'tests/LogActivity/badInput.engine.test.ts',
  },
];
