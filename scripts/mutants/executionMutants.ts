import type { Mutant } from './mutant';

const TRANSACTION = 'nodes/core/postgres/withTransaction.ts';
const TRANSACTION_TEST = 'tests/core/postgres/withTransaction.int.test.ts';
const DELIVER = 'nodes/core/delivery/deliverEvents.ts';
const DELIVER_TEST = 'tests/core/delivery/deliverEvents.unit.test.ts';
const BREAKER = 'nodes/core/delivery/circuitBreaker.ts';
const BREAKER_TEST = 'tests/core/delivery/circuitBreaker.unit.test.ts';
const LOG_TEST = 'tests/core/logActivity.unit.test.ts';
const JOURNAL_TEST = 'tests/core/journalEvents.unit.test.ts';
const DRAIN_TEST = 'tests/core/drainSpool.unit.test.ts';

/** Around the attempts of one execution: circuit, deadline, journal, drain, being told. */
export const EXECUTION_MUTANTS: readonly Mutant[] = [
  {
    name: 'the circuit never opens',
    file: BREAKER,
    find: 'if (this.open !== null || this.exhausted >= MOST_EXHAUSTED) this.reopen(cause);',
    replace: '',
    test: BREAKER_TEST,
    title: 'opens after two in a row',
  },
  {
    name: 'everybody tries when the circuit is half-open',
    file: BREAKER,
    find: "    this.reopen(cause);\n    return { kind: 'oneTry' };",
    replace: "    return { kind: 'oneTry' };",
    test: BREAKER_TEST,
    title: 'lets one caller try once and nobody else',
  },
  {
    name: 'bad events open the circuit',
    file: DELIVER,
    find: 'this.outage = tried.find(isOutage)?.failure ?? null;',
    replace:
      "this.outage = tried.flatMap((one) => (one.kind === 'undelivered' ? [one.failure] : []))[0] ?? null;",
    test: DELIVER_TEST,
    title: 'is not what a bad event is',
  },
  {
    name: 'a cancelled execution goes on trying in an outage',
    file: DELIVER,
    find: 'if (signal?.aborted === true && this.outage !== null) {',
    replace: 'if (signal?.aborted === true && this.outage?.code === undefined) {',
    test: DELIVER_TEST,
    title: 'leaves one try, and none after an outage',
  },
  {
    name: 'cancelled executions wait out their back-off',
    file: 'nodes/core/delivery/retry.ts',
    find: 'await clock.sleep(delay, signal);',
    replace: 'await clock.sleep(delay);',
    test: 'tests/faults/cancelled.engine.test.ts',
    title: 'Row 37',
  },
  {
    name: 'a hanging queue takes the time of the spool',
    file: 'nodes/core/delivery/keepEntries.ts',
    find: 'answerInTime(clock, deadline + GRACE, store.put(entries, deadline))',
    replace: 'answerInTime(clock, deadline + 60_000, store.put(entries, deadline))',
    test: LOG_TEST,
    title: 'leaves the spool its 3 s when a queue hangs',
  },
  {
    name: 'a phase that begins late ends late',
    file: 'nodes/core/delivery/executionDeadlines.ts',
    find: 'return Math.min(this.clock.elapsed() + QUEUE_TIME_LIMIT, kept);',
    replace: 'return Math.max(this.clock.elapsed() + QUEUE_TIME_LIMIT, kept - kept);',
    test: LOG_TEST,
    title: 'cuts a queue short that is asked late',
  },
  {
    name: 'a failure while connecting is ambiguous',
    file: TRANSACTION,
    find: '    markUnsent(error);\n',
    replace: '',
    test: TRANSACTION_TEST,
    title: 'is not waited for beyond the deadline',
  },
  {
    name: 'events are tried before they are in the journal',
    file: 'nodes/core/attemptEvents.ts',
    find: 'const journal = await openJournal(all.flat(), parts, deadlines);\n  return { events: await deliverChunks(all, parts, deadlines), journal };',
    replace:
      'const events = await deliverChunks(all, parts, deadlines);\n  return { events, journal: await openJournal(all.flat(), parts, deadlines) };',
    test: JOURNAL_TEST,
    title: 'holds every event, bad ones too, before the first attempt',
  },
  {
    name: 'the journal goes though nothing else keeps its events',
    file: 'nodes/core/journalEvents.ts',
    find: 'if (!keptIn.includes(null)) {',
    replace: 'if (keptIn.length >= 0) {',
    test: JOURNAL_TEST,
    title: 'keeps what no store takes',
  },
  {
    name: 'nobody hears of a journal that is not there',
    file: 'nodes/core/journalEvents.ts',
    find: 'return { page: null, warning: NOT_WRITTEN };',
    replace: 'return NO_JOURNAL;',
    test: JOURNAL_TEST,
    title: 'that cannot be written is said in every receipt',
  },
  {
    name: 'the spool waits for a replay though the database is back',
    file: 'nodes/core/drainSpool.ts',
    find: '  if (spool === null) return [];',
    replace: '  if (spool !== undefined) return [];',
    test: DRAIN_TEST,
    title: 'is taken along once the database has taken',
  },
  {
    name: 'draining holds up the execution',
    file: 'nodes/core/drainSpool.ts',
    find: 'answerInTime(clock, limits.deadline, drain(',
    replace: 'answerInTime(clock, limits.deadline + 60_000, drain(',
    test: DRAIN_TEST,
    title: 'does not hold the execution for more than 2 s',
  },
  {
    name: 'an outage is met again by draining',
    file: 'nodes/core/logActivity.ts',
    find: 'if (!takesEvents || isOutage || ',
    replace: 'if (!takesEvents || ',
    test: DRAIN_TEST,
    title: 'stays when an event of the execution met an outage',
  },
  {
    name: 'a failing alert fails the execution',
    file: 'nodes/core/announceSafely.ts',
    find: "    logger.warn('The alert could not be sent.', { code: code ?? name });",
    replace: '    throw Object.assign(new Error(), { logger, code, name });',
    test: 'tests/core/announceSafely.unit.test.ts',
    title: 'changes nothing when it fails',
  },
  {
    name: 'a broken log loses events',
    file: 'nodes/core/logActivity.ts',
    find: 'logger: guardedLogger(given.logger) };',
    replace: 'logger: given.logger ?? guardedLogger(given.logger) };',
    test: 'tests/core/announceSafely.unit.test.ts',
    title: 'does not stop saving when the log itself throws',
  },
  {
    name: 'all requests are read at once',
    file: 'nodes/core/prepareInChunks.ts',
    find: 'const end = Math.min(requests.length, start + policy.batchSize);',
    replace: 'const end = Math.max(requests.length, start + policy.batchSize - policy.batchSize);',
    test: LOG_TEST,
    title: 'are read one after the other',
  },
  {
    name: 'every chunk asks for event types',
    file: 'nodes/core/typeKnowledge.ts',
    find: 'wanted.filter((name) => !this.asked.has(name))',
    replace: 'wanted.filter((name) => !this.asked.has(` ${name}`))',
    test: LOG_TEST,
    title: 'ask the database once about each event type',
  },
  {
    name: 'a mistake of ours loses a batch',
    file: DELIVER,
    find: 'throw error instanceof WriteFailure ? error : unexpected(error);',
    replace: 'throw error ?? unexpected(error);',
    test: DELIVER_TEST,
    title: 'does not lose events to a mistake of ours',
  },
  {
    name: 'error texts have any length',
    file: 'nodes/core/writeFailure.ts',
    find: 'const LONGEST_TEXT = 2000;',
    replace: 'const LONGEST_TEXT = 20_000;',
    test: 'tests/core/writeFailure.unit.test.ts',
  },
];
