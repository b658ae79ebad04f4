import type { Mutant } from './mutant';

const REPAIR_TEST = 'tests/core/spool/spoolRepair.unit.test.ts';
const LIST_TEST = 'tests/core/spool/spoolList.unit.test.ts';
const STATUS_TEST = 'tests/core/spool/spoolStatus.unit.test.ts';
const PURGE = 'nodes/core/spool/purgeDiscarded.ts';

/** The spool while people repair what waits in it. */
export const SPOOL_REPAIR_MUTANTS: readonly Mutant[] = [
  {
    name: 'parked spool files wait for a replay once a repair has died',
    file: 'nodes/core/spool/returnClaims.ts',
    find: 'spool.path(home, name)',
    replace: "spool.path('new', name)",
    test: REPAIR_TEST,
    title: 'is parked again when its lease ends, and counts no crash',
  },
  {
    name: 'a power cut brings back what was discarded in the spool',
    file: 'nodes/core/spool/settleFiles.ts',
    find: '  if (settlements.some(endsEntry)) await forgetMoves(spool, names);\n',
    replace: '',
    test: REPAIR_TEST,
    title: 'lies in a place of its own, with its resolution',
  },
  {
    name: 'a divided spool file is durable nowhere for a moment',
    file: 'nodes/core/spool/claimSpoolFiles.ts',
    find: "  await spool.syncPlace('claimed');\n",
    replace: '',
    test: REPAIR_TEST,
    title: 'an interrupted sorting of files that were moved by hand loses no entry by a power cut',
  },
  {
    name: 'copies in the spool stay behind as they were',
    file: 'nodes/core/spool/waitingFiles.ts',
    find: 'if (isFull && parseName(file.text).oldestFailedAt > newest) break;',
    replace: 'if (isFull) break;',
    test: REPAIR_TEST,
    title: 'are taken together, so that none stays behind as it was',
  },
  {
    name: 'spool headers are longer than what a status reads',
    file: 'nodes/core/spool/spoolHeader.ts',
    find: 'incidents.length <= MOST_INCIDENTS && full.length <= HEADER_BYTES',
    replace: 'incidents.length <= MOST_INCIDENTS',
    test: STATUS_TEST,
    title: 'come from the entries of a file that has long ones',
  },
  {
    name: 'one folder that cannot be read breaks the status of the spool',
    file: 'nodes/core/spool/otherTargets.ts',
    find: "if (typeof code !== 'string') throw error;",
    replace: 'if (code !== undefined) throw error;',
    test: STATUS_TEST,
    title: 'do not break the status when one of them cannot be read',
  },
  {
    name: 'a purge of the spool takes the neighbours along',
    file: PURGE,
    find: "  await purge.write(spool, { place: 'discarded' }, rest);\n",
    replace: '',
    test: LIST_TEST,
    title: 'keeps what was discarded later, also of the same file',
  },
  {
    name: 'a purge of the spool removes what was moved there by hand',
    file: PURGE,
    find: 'resolution !== null && Date.parse(resolution.at)',
    replace: "Date.parse(resolution?.at ?? '1970-01-01')",
    test: LIST_TEST,
    title: 'keeps what a person moved there by hand',
  },
  {
    name: 'spool: a list misses what another worker moves meanwhile',
    file: 'nodes/core/spool/listEntries.ts',
    find: '        hasGone = true;',
    replace: '        hasGone = false;',
    test: 'tests/core/spool/spoolListMoving.unit.test.ts',
    title: 'misses no entry',
  },
];
