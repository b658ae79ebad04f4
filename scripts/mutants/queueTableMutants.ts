import type { Mutant } from './mutant';

const STATEMENTS = 'nodes/core/postgres/statements';
const STORE_TEST = 'tests/core/retryQueue/queueTableStore.int.test.ts';
const REPAIR_TEST = 'tests/core/retryQueue/queueTableRepairs.int.test.ts';

/** The queue table as people repair it. */
export const QUEUE_TABLE_MUTANTS: readonly Mutant[] = [
  {
    name: 'a parked entry is due when the lease of its repair ends',
    file: `${STATEMENTS}/returnOrphanedClaims.ts`,
    find: 'when next_attempt_at is null or not d.is_alive',
    replace: 'when not d.is_alive',
    test: STORE_TEST,
    title: 'parks again what was parked when the lease of its claim ends',
  },
  {
    name: 'what never was an event is replayed when it was requeued',
    file: `${STATEMENTS}/claimDueEntries.ts`,
    find: "replay: `q.state = 'pending' and q.payload_kind = 'event'`",
    replace: "replay: `q.state = 'pending'`",
    test: STORE_TEST,
    title: 'replays nothing that never was an event, though it was requeued',
  },
  {
    name: 'the code of the first failure is filtered by',
    file: `${STATEMENTS}/queueConditions.ts`,
    find: 'coalesce(q.last_errors -> -1, q.first_error)',
    replace: '(q.last_errors -> -1)',
    test: STORE_TEST,
    title: 'finds what the filter lets through, and nothing else',
  },
  {
    name: 'an edited entry keeps the hash of its old payload',
    file: `${STATEMENTS}/settleEntries.ts`,
    find: "case when s.is_edited then decode(s.next_payload_hash, 'hex') else q.payload_hash end",
    replace: 'q.payload_hash',
    test: REPAIR_TEST,
    title: 'takes the place of the entry in one statement',
  },
  {
    name: 'a purge takes whatever states it is given',
    file: `${STATEMENTS}/resolvedEntries.ts`,
    find: " and q.state in ('replayed', 'discarded')",
    replace: '',
    test: STORE_TEST,
    title: 'removes nothing that waits, whatever it is asked for',
  },
  {
    name: 'a purge ends with its first portion',
    file: 'nodes/core/retryQueue/inspectQueueTable.ts',
    find: 'while (purged === PURGED_AT_ONCE)',
    replace: 'while (purged < 0)',
    test: REPAIR_TEST,
    title: 'purge more than one portion',
  },
  {
    name: 'an event that fails after its last word keeps its used-up tries',
    file: `${STATEMENTS}/putQueueEntries.ts`,
    find: 'replays = case when q.resolution is null then q.replays else excluded.replays end',
    replace: 'replays = q.replays',
    test: REPAIR_TEST,
    title: 'wakes for good, as new',
  },
  {
    name: 'a list ends at rows that cannot be read',
    file: 'nodes/core/retryQueue/inspectQueueTable.ts',
    find: 'while (place !== null && entries.length < limit)',
    replace: 'while (entries.length > limit)',
    test: REPAIR_TEST,
    title: 'shows full pages past rows that it cannot read',
  },
];
