import type { Mutant } from './mutant';

const JOURNAL = 'nodes/core/spool/spoolJournal.ts';
const JOURNAL_TEST = 'tests/core/spool/spoolJournal.unit.test.ts';
const LIMITS_TEST = 'tests/core/spool/spoolLimits.unit.test.ts';
const STORE_TEST = 'tests/core/spool/spoolStore.unit.test.ts';
const CLAIM = 'nodes/core/spool/claimSpoolFiles.ts';
const TARGET = 'nodes/core/spool/targetSpool.ts';

/** The spool as a journal, within its bounds, and on disks that fail. */
export const SPOOL_MUTANTS: readonly Mutant[] = [
  {
    name: 'journal pages are not synced',
    file: TARGET,
    find: '      await file.sync();\n',
    replace: '',
    test: JOURNAL_TEST,
    title: 'hands a page out once its process is dead',
  },
  {
    name: 'journal pages have no lease',
    file: JOURNAL,
    find: 'clock.now().getTime() + LEASE_MS',
    replace: 'clock.now().getTime() + LEASE_MS * 0',
    test: JOURNAL_TEST,
    title: 'hands a page to nobody while its execution can be alive',
  },
  {
    name: 'released journal pages are not made durable',
    file: JOURNAL,
    find: "      await spool.syncPlace('new');\n",
    replace: '',
    test: JOURNAL_TEST,
    title: 'lets a page wait from its release on, also after a power cut',
  },
  {
    name: 'journal pages that have gone count as released',
    file: JOURNAL,
    find: 'if (!moved) throw',
    replace: 'if (moved === null) throw',
    test: JOURNAL_TEST,
    title: 'does not call a page released that has gone',
  },
  {
    name: 'closed journal pages stay',
    file: JOURNAL,
    find: "      await spool.files.remove(spool.path('claimed', claimed));\n",
    replace: '',
    test: JOURNAL_TEST,
    title: 'leaves nothing behind when a page is closed',
  },
  {
    name: 'a spool claim that could not be settled stays claimed',
    file: 'nodes/core/spool/spoolStore.ts',
    find: 'await this.inTime(() => giveBack(spool, claim.token));',
    replace: '',
    test: 'tests/core/spool/spoolStore.unit.test.ts',
    title: 'gives the file back, without a crash, when the kept entry cannot be made safe',
  },
  {
    name: 'crashes of spool claims are not counted',
    file: 'nodes/core/spool/returnClaims.ts',
    find: "(home === 'new' ? 1 : 0)",
    replace: '0',
    test: STORE_TEST,
    title: 'takes back a claim whose lease ended, and counts the crash',
  },
  {
    name: 'returned inputs that never were events stay pending',
    file: 'nodes/core/spool/readEntries.ts',
    find: "if (entry.payloadKind === 'parked') return asParked(entry);",
    replace: '',
    test: JOURNAL_TEST,
    title: 'parks what never was an event once its page comes back',
  },
  {
    name: 'spool files have no bound in bytes',
    file: 'nodes/core/spool/writeEntries.ts',
    find: 'bytes + length > BYTES_PER_FILE',
    replace: 'bytes + length < 0',
    test: LIMITS_TEST,
    title: 'bounds a file by bytes',
  },
  {
    name: 'an endless entry takes its neighbours with it',
    file: 'nodes/core/spool/putEntries.ts',
    find: 'chunksOf(entries, refuse)',
    replace: '(refuse, [...chunksOf(entries, (_, error) => { throw error; })])',
    test: LIMITS_TEST,
    title: 'refuses what is longer than a string can be, and keeps its neighbours',
  },
  {
    name: 'claims of the spool have no bound in bytes',
    file: CLAIM,
    find: 'payload >= ENOUGH_PAYLOAD ||',
    replace: '',
    test: LIMITS_TEST,
    title: 'bounds a file by bytes, and what a claim takes as well',
  },
  {
    name: 'a spool file that fails takes all others with it',
    file: 'nodes/core/spool/putEntries.ts',
    find: 'if (this.durable === 0) throw',
    replace: 'if (this.left.length > 0) throw',
    test: LIMITS_TEST,
    title: 'says which entries a disk had no more room for',
  },
  {
    name: 'a file system that hangs stops replay for ever',
    file: 'nodes/core/spool/spoolStore.ts',
    find: 'beforeDeadline(clock, deadline, work(deadline))',
    replace: 'work(deadline)',
    test: LIMITS_TEST,
    title: 'ends a claim that gets no answer to the step read',
  },
  {
    name: 'claims that came too late are kept',
    file: CLAIM,
    find: 'if (claim.clock.elapsed() >= claim.deadline) throw',
    replace: 'if (claim.clock.elapsed() < 0) throw',
    test: LIMITS_TEST,
    title: 'gives back at once what a claim got too late',
  },
];
