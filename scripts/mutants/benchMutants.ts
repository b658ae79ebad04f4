import type { Mutant } from './mutant';

const PLAIN = 'tests/bench/replay/plainStatement.ts';
const DRAINERS_TEST = 'tests/bench/replay/contenders.int.test.ts';

/** A comparison: peers that leave less than we do would make it worthless. */
export const BENCH_MUTANTS: readonly Mutant[] = [
  {
    name: 'the plain statement of the benchmark leaves events without their lead',
    file: PLAIN,
    find: `field === 'leadId' ? 'coalesce(i."leadId", l.id)' : `,
    replace: '',
    test: DRAINERS_TEST,
    title: 'a replay, and the plain statement over the queue',
  },
  {
    name: 'the plain statement of the benchmark remembers dedupe keys without their content',
    file: PLAIN,
    find: `id, decode("payloadHash", 'hex')`,
    replace: `id, decode("dedupeKeyHash", 'hex')`,
    test: DRAINERS_TEST,
    title: 'a replay, and the plain statement over the queue',
  },
  {
    name: 'the benchmark drains an empty queue when it is told to',
    file: 'tests/bench/benchArguments.ts',
    find: 'if (entries >= 1) return entries;',
    replace: 'if (entries >= 0) return entries;',
    test: 'tests/bench/benchArguments.unit.test.ts',
    title: 'no entry to drain',
  },
  {
    name: 'a file of the current folder is started as Redis',
    file: 'stand/redisServer.ts',
    find: `    .filter((folder) => folder !== '')\n`,
    replace: '',
    test: 'tests/stand/redisServer.unit.test.ts',
    title: 'where the PATH has an empty part',
  },
];
