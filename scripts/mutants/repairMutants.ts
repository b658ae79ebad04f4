import type { Mutant } from './mutant';

const EDIT = 'nodes/core/editEntry.ts';
const EDIT_TEST = 'tests/core/editEntry.unit.test.ts';
const INPUT_TEST = 'tests/core/editRefusedInput.unit.test.ts';
const REQUEUE_TEST = 'tests/core/requeueEntries.unit.test.ts';

/** What a person does to the queue: never by an oversight, never without Log Activity's checks. */
export const REPAIR_MUTANTS: readonly Mutant[] = [
  {
    name: 'a refused edit leaves the entry claimed',
    file: EDIT,
    find: '    await edit.giveBack();\n',
    replace: '',
    test: EDIT_TEST,
    title: 'gives it back untouched',
  },
  {
    name: 'an edit becomes an entry that there is already',
    file: EDIT,
    find: '    if (taken !== undefined) throw alreadyThere(taken);\n',
    replace: '    if (taken === undefined) return;\n',
    test: EDIT_TEST,
    title: 'refuses what another entry of the queue is already',
  },
  {
    name: 'an edited input happens when it is edited',
    file: 'nodes/core/reviseEntry.ts',
    find: 'new Date(eventIdMilliseconds(eventId))',
    replace: 'new Date(Date.parse(entry.lastFailedAt))',
    test: INPUT_TEST,
    title: 'gives it all that it would have got at once',
  },
  {
    name: 'hidden values are written for what they hide',
    file: 'nodes/core/repair/inputDraft.ts',
    find: 'if (isMeantToBeSeen(path, draft, mode) && holdsHiddenText(value)) {',
    replace: "if (mode === 'off' && holdsHiddenText(value)) {",
    test: INPUT_TEST,
    title: 'demands anew what was hidden',
  },
  {
    name: 'what was cut is written as if it were whole',
    file: 'nodes/core/repair/inputDraft.ts',
    find: 'if (value instanceof LostValue) return true;',
    replace: 'if (value instanceof LostValue) return false;',
    test: INPUT_TEST,
    title: 'refuses to write what was not kept whole',
  },
  {
    name: 'hashes are hashed again by an edit',
    file: 'nodes/core/activity/hiddenText.ts',
    find: 'isHidden(before) ? (before as typeof value) : value',
    replace: 'value',
    test: INPUT_TEST,
    title: 'leaves alone what was hidden',
  },
  {
    name: 'an edit forgets the hash of the original',
    file: 'nodes/core/repair/editedEntry.ts',
    find: 'payloadHash: entry.payloadHash, changes }',
    replace: 'payloadHash: event.payloadHash, changes }',
    test: EDIT_TEST,
    title: 'remembers what was changed',
  },
  {
    name: 'a missing filter discards everything',
    file: 'nodes/core/discardEntries.ts',
    find: '  requireCondition(request.filter);\n',
    replace: '',
    test: 'tests/core/discardEntries.unit.test.ts',
    title: 'refuses an empty filter',
  },
  {
    name: 'discarding takes what waits for a replay unasked',
    file: 'nodes/core/discardEntries.ts',
    find: "request.includePending || nextAttemptAt === null ? null : 'notParked',",
    replace: 'null,',
    test: 'tests/core/discardEntries.unit.test.ts',
    title: 'leaves what waits for a replay alone',
  },
  {
    name: 'entries that wait are purged',
    file: 'nodes/core/purgeQueue.ts',
    find: "return state === 'replayed' || state === 'discarded';",
    replace: "return state !== 'claimed';",
    test: 'tests/core/purgeQueue.unit.test.ts',
    title: 'refuses pending entries by name',
  },
  {
    name: 'requeueing looks at one page',
    file: 'nodes/core/repair/repairEntries.ts',
    find: '      if (page.length === 0) return;\n',
    replace: '      if (page.length === 0 || after !== null) return;\n',
    test: REQUEUE_TEST,
    title: 'goes on behind a page of entries that it leaves alone',
  },
  {
    name: 'a repair overwrites what another was quicker to change',
    file: 'nodes/core/repair/repairEntries.ts',
    find: 'reasons[i] === null ? repair.next(entry, now) : released(entry)',
    replace: 'reasons.length > i ? repair.next(entry, now) : released(entry)',
    test: REQUEUE_TEST,
    title: 'looks again at what it holds',
  },
  {
    name: 'repair: an edit whose claim was lost is reported as saved',
    file: 'nodes/core/editEntry.ts',
    find: 'if (settled === 0) throw claimEnded();',
    replace: 'if (settled < 0) throw claimEnded();',
    test: 'tests/core/repair/lostClaim.unit.test.ts',
    title: 'is no edit, and says so',
  },
];
