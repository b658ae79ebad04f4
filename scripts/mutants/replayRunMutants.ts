import type { Mutant } from './mutant';

const RUN_TEST = 'tests/core/replayRun.unit.test.ts';
const SINK = 'nodes/core/sinks/postgresSink.ts';
const SINK_TEST = 'tests/core/sinks/postgresSink.int.test.ts';

/** How a replay runs: carefully at first, in order, at a pace, beside others, or dry. */
export const REPLAY_RUN_MUTANTS: readonly Mutant[] = [
  {
    name: 'a replay run begins with all it can take',
    file: 'nodes/core/replay/canary.ts',
    find: 'private step = 0;',
    replace: 'private step = 2;',
    test: RUN_TEST,
    title: 'tries 1 entry, then 10, then up to 500 at once',
  },
  {
    name: 'a replay run grows though nothing reached the table',
    file: 'nodes/core/replay/replayStores.ts',
    find: 'if (results.some(({ next }) => next === null)) this.canary.grow();',
    replace: 'this.canary.grow();',
    test: RUN_TEST,
    title: 'stays small as long as nothing reaches the table',
  },
  {
    name: 'a replay run parks a whole queue for one broken constraint',
    file: 'nodes/core/replay/equalFailures.ts',
    find: "return lane === 'conflict' || waitsForParent;",
    replace: "return lane !== 'transient' || waitsForParent;",
    test: RUN_TEST,
    title: 'stops after five refused events',
  },
  {
    name: 'entries given back hide those behind them from a replay run',
    file: 'nodes/core/replay/claimSource.ts',
    find: 'const limit = size + this.met.waiting;',
    replace: 'const limit = size;',
    test: RUN_TEST,
    title: 'gives back what the other is writing',
  },
  {
    name: 'a lost answer costs a replay run an attempt',
    file: 'nodes/core/replay/replayEntries.ts',
    find: 'if (!failure.ambiguous) return',
    replace: 'if (failure !== null) return',
    test: RUN_TEST,
    title: 'asks once more for an event whose COMMIT had no answer',
  },
  {
    name: 'a replay run keeps no pace',
    file: 'nodes/core/replay/replayPace.ts',
    find: 'if (this.freeAt > now) await',
    replace: 'if (this.freeAt < 0) await',
    test: RUN_TEST,
    title: 'lets so many events a second pass',
  },
  {
    name: 'a replay run forgets what failed before in its lead',
    file: 'nodes/core/replay/replayEntries.ts',
    find: 'if (result.next !== null) this.bounds.order?.waits(result.entry);',
    replace: '',
    test: 'tests/core/replayInOrder.unit.test.ts',
    title: 'never writes an entry after a younger one of its lead',
  },
  {
    name: 'a replay run looks for older entries in its own store alone',
    file: 'nodes/core/replay/findWaiting.ts',
    find: 'for (const store of places.stores) {',
    replace: 'for (const store of places.stores.slice(0, 1)) {',
    test: 'tests/core/replayInOrder.unit.test.ts',
    title: 'comes back to a store that waited for another (dry: false)',
  },
  {
    name: 'items of another target are taken by a replay run',
    file: 'nodes/core/replay/readItem.ts',
    find: 'if (targetKey(entry.target) !== targetKey(source)) {',
    replace: "if (targetKey(entry.target) === '' || targetKey(source) === '') {",
    test: 'tests/core/replayItems.unit.test.ts',
    title: 'an entry of another target',
  },
  {
    name: 'a replay run writes what another worker is writing',
    file: SINK,
    find: 'locked[i] === true',
    replace: 'locked[i] !== undefined',
    test: SINK_TEST,
    title: 'leaves out what another worker is writing',
  },
  {
    name: 'a dry replay run misses what is checked at the commit',
    file: SINK,
    find: 'if (dryRun) await checkDeferred(db);',
    replace: '',
    test: SINK_TEST,
    title: 'meets what the tables check only at the commit',
  },
  {
    name: 'a dry replay run keeps what it wrote',
    file: 'nodes/core/postgres/withTransaction.ts',
    find: "await client.query('rollback');\n    return result;",
    replace: "await client.query('commit');\n    return result;",
    test: 'tests/core/replayFaults.int.test.ts',
    title: 'leaves no trace in any table or file',
  },
];
