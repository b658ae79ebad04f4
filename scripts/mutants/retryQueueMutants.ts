import type { Mutant } from './mutant';

const SPOOL_WRITE = 'nodes/core/spool/targetSpool.ts';
const SPOOL_FORMAT = 'nodes/core/spool/spoolFileFormat.ts';
const SPOOL_TEST = 'tests/core/spool/spoolStore.unit.test.ts';
const QUEUE_TEST = 'tests/core/retryQueue/queueTableStore.int.test.ts';
const TRANSITIONS = 'nodes/core/retryQueue/entryTransitions.ts';
const TRANSITIONS_TEST = 'tests/core/retryQueue/entryTransitions.unit.test.ts';

/** What could not be written: kept durably, claimed once, replayed. */
export const RETRY_QUEUE_MUTANTS: readonly Mutant[] = [
  {
    name: 'spool files are not synced',
    file: SPOOL_WRITE,
    find: '      await file.sync();\n',
    replace: '',
    test: SPOOL_TEST,
    title: 'keeps acknowledged entries when the power is cut',
  },
  {
    name: 'spool folders are not synced after a move',
    file: SPOOL_WRITE,
    find: '    await this.syncPlace(to.place);\n',
    replace: '',
    test: SPOOL_TEST,
    title: 'keeps acknowledged entries when the power is cut',
  },
  {
    name: 'torn spool files are believed',
    file: SPOOL_FORMAT,
    find: 'if (sha256([body]) !== header.sha256) throw',
    replace: "if (sha256([body]) === '') throw",
    test: SPOOL_TEST,
    title: 'sets a file that is',
  },
  {
    name: 'spool files of another target are replayed',
    file: SPOOL_FORMAT,
    find: 'targetKey(entry.target) !== wanted',
    replace: "wanted === ''",
    test: SPOOL_TEST,
    title: 'does not replay a file that was moved here from another target',
  },
  {
    name: 'spool claims end before their lease',
    file: 'nodes/core/spool/returnClaims.ts',
    find: 'if (until >= now.getTime()) continue;',
    replace: '',
    test: SPOOL_TEST,
    title: 'keeps what a claim leaves out claimed until the lease ends',
  },
  {
    name: 'claims wait for rows of other sessions',
    file: 'nodes/core/postgres/statements/claimDueEntries.ts',
    find: 'for update skip locked',
    replace: 'for update',
    test: QUEUE_TEST,
    title: 'does not wait for rows that another session holds',
  },
  {
    name: 'queue entries of other targets are claimed',
    file: 'nodes/core/postgres/statements/queueConditions.ts',
    find: 'q.target_credential_id = $1::text and',
    replace: '$1::text is not null and',
    test: QUEUE_TEST,
    title: 'leaves the entries of another credential alone',
  },
  {
    name: 'replays never park',
    file: TRANSITIONS,
    find: 'if (replays >= MAX_REPLAYS) return',
    replace: 'if (replays > MAX_REPLAYS) return',
    test: TRANSITIONS_TEST,
    title: 'is parked by the fifth',
  },
  {
    name: 'crashed claims never park',
    file: TRANSITIONS,
    find: 'if (crashClaims >= MAX_CRASH_CLAIMS ||',
    replace: 'if (crashClaims > MAX_CRASH_CLAIMS ||',
    test: TRANSITIONS_TEST,
    title: 'parked after the third',
  },
  {
    name: 'an outage before the settlement counts as a crash',
    file: 'nodes/core/retryQueue/queueTableStore.ts',
    find: 'alive: this.abandoned.tokens',
    replace: 'alive: []',
    test: 'tests/core/retryQueue/queueTableStore.int.test.ts',
    title: 'counts no crash when the server went away before a living worker could settle',
  },
  {
    name: 'events without their lead yet are parked',
    file: TRANSITIONS,
    find: '  if (failure.waitsForParent) return false;\n',
    replace: '',
    test: 'tests/core/retryQueue/makeEntry.unit.test.ts',
    title: 'waits for a row that has yet to arrive',
  },
  {
    name: 'replays come back in step',
    file: 'nodes/core/retryQueue/replayBackoff.ts',
    find: 'withJitter(REPLAY_DELAYS[step] ?? 0, random)',
    replace: 'REPLAY_DELAYS[step] ?? 0',
    test: 'tests/core/retryQueue/replayBackoff.unit.test.ts',
    title: 'varies by 20 %',
  },
  {
    name: 'a clock that was ahead holds events back',
    file: 'nodes/core/retryQueue/clockSkew.ts',
    find: ' || nextAttemptAt > endOfBackoffs(now)',
    replace: '',
    test: 'tests/core/retryQueue/clockSkew.unit.test.ts',
    title: 'only a wrong clock can have made it',
  },
  {
    name: 'replay without a probe',
    file: 'nodes/core/replayRetryQueue.ts',
    find: '  await parts.probe();\n',
    replace: '',
    test: 'tests/core/replayRetryQueue.unit.test.ts',
    title: 'claims nothing when the probe fails',
  },
  {
    name: 'a poison event stops its neighbours',
    file: 'nodes/core/replay/replayEntries.ts',
    find: 'if (others.length === 0) return',
    replace: 'if (others.length >= 0) return',
    test: 'tests/core/replayRetryQueue.unit.test.ts',
    title: 'parks a poison event and writes its 40 neighbours',
  },
  {
    name: 'a lost claim is settled all the same',
    file: 'nodes/core/postgres/statements/settleEntries.ts',
    find: "where q.state = 'claimed' and q.claim_token = $1::uuid",
    replace: 'where $1::uuid is not null',
    test: QUEUE_TEST,
  },
];
