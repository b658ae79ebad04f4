import type { Logger } from '../../../nodes/core/ports';
import { SpoolJournal } from '../../../nodes/core/spool/spoolJournal';
import { SpoolStore } from '../../../nodes/core/spool/spoolStore';
import { systemRandom } from '../../../nodes/core/systemClock';
import { eventually } from '../../support/eventually';
import { ManualClock } from '../../support/manualClock';
import { MemorySpoolFiles } from '../../support/memorySpoolFiles';
import { failure, queueEntry, target } from '../../support/queueEntries';
import { silentLogger } from '../../support/silentLogger';

const LATER = Number.MAX_SAFE_INTEGER;
const LONGEST_EXECUTION = 27_000;

describe('the journal in the spool', () => {
  let clock: ManualClock;
  let files: MemorySpoolFiles;
  let warnings: string[];

  const parts = () => {
    const logger: Logger = {
      ...silentLogger,
      warn: (message) => void warnings.push(message),
    };
    const world = { clock, random: systemRandom, logger, host: 'host-1', pid: 1 };
    return { ...world, files, folder: '/spool' };
  };
  const journal = () => new SpoolJournal(parts());
  const claimOf = (wanted = target) =>
    new SpoolStore(parts()).claimDue({
      ...{ target: wanted, now: clock.now(), limit: 2000, includeNotDue: true },
    });
  const filesIn = (place: string) => files.paths().filter((path) => path.includes(`/${place}/`));
  const failing = (wanted: string, code: string) => (step: string) => {
    if (step === wanted) throw Object.assign(new Error('disk'), { code });
  };

  beforeEach(() => {
    clock = new ManualClock('2026-03-01T09:00:00.000Z');
    files = new MemorySpoolFiles();
    warnings = [];
  });

  it('hands a page to nobody while its execution can be alive', async () => {
    await journal().open([queueEntry(1)], LATER);
    clock.advance(LONGEST_EXECUTION * 4);
    expect((await claimOf()).entries).toEqual([]);
  });

  it('hands a page out once its process is dead, and counts the crash', async () => {
    await journal().open([queueEntry(1), queueEntry(2)], LATER);
    files.cutPower();
    clock.advance(121_000);
    const { entries } = await claimOf();
    expect(entries).toMatchObject([
      { eventId: queueEntry(1).eventId, crashClaims: 1 },
      { eventId: queueEntry(2).eventId, crashClaims: 1 },
    ]);
  });

  it('leaves nothing behind when a page is closed', async () => {
    const own = journal();
    await own.close(await own.open([queueEntry(1)], LATER));
    expect(files.paths()).toEqual([]);
  });

  it('leaves the pages of other executions alone when one is closed', async () => {
    const [one, other] = [journal(), journal()];
    const page = await one.open([queueEntry(1)], LATER);
    await other.open([queueEntry(1)], LATER);
    await one.close(page);
    expect(filesIn('claimed')).toHaveLength(1);
  });

  it('lets a page wait from its release on, also after a power cut, without a crash', async () => {
    const own = journal();
    await own.release(await own.open([queueEntry(1)], LATER));
    files.cutPower();
    expect((await claimOf()).entries).toMatchObject([{ crashClaims: 0 }]);
  });

  it('releases a page on a full disk', async () => {
    const own = journal();
    const page = await own.open([queueEntry(1)], LATER);
    files.onStep = (step) => {
      for (const needsSpace of ['create', 'write', 'sync']) failing(needsSpace, 'ENOSPC')(step);
    };
    await own.release(page);
    expect(filesIn('new')).toHaveLength(1);
  });

  it('does not call a page released that has gone', async () => {
    const own = journal();
    const page = await own.open([queueEntry(1)], LATER);
    for (const path of filesIn('claimed')) await files.remove(path);
    await expect(own.release(page)).rejects.toMatchObject({ code: 'page_gone' });
  });

  it('keeps a page of several files and targets together', async () => {
    const elsewhere = { ...target, schema: 'other' };
    const entries = Array.from({ length: 1001 }, (_, index) => queueEntry(index + 1));
    const own = journal();
    const page = await own.open([...entries, queueEntry(1, { target: elsewhere })], LATER);
    expect(filesIn('claimed')).toHaveLength(4);
    await own.release(page);
    expect((await claimOf()).entries).toHaveLength(1001);
    expect((await claimOf(elsewhere)).entries).toHaveLength(1);
  });

  it('parks what never was an event once its page comes back', async () => {
    const input = {
      ...queueEntry(2, { failure: failure({ lane: 'payload' }) }),
      payloadKind: 'parked' as const,
    };
    await journal().open([queueEntry(1), input], LATER);
    clock.advance(121_000);
    expect((await claimOf()).entries).toMatchObject([{ eventId: queueEntry(1).eventId }]);
    const [path = ''] = filesIn('parked');
    const text = String(await files.read(path));
    expect(text).toContain(`"eventId":"${input.eventId}"`);
    expect(text).toMatch(/"state":"parked".*"nextAttemptAt":null/);
  });

  it.each(['makeFolder', 'create', 'write', 'sync', 'move', 'syncFolder'])(
    'opens no page, and leaves none, when the step %s fails',
    async (step) => {
      files.onStep = failing(step, 'EIO');
      const opening = journal().open([queueEntry(1)], LATER);
      await expect(opening).rejects.toMatchObject({ name: 'TargetUnavailableError', code: 'EIO' });
      await eventually('the page is removed', () => files.paths().length === 0);
    },
  );

  it('removes what a hanging disk wrote after the journal had given up', async () => {
    files.hanging.add('sync');
    const impatient = new ManualClock('2026-03-01T09:00:00.000Z', true);
    const own = new SpoolJournal({ ...parts(), clock: impatient });
    const opening = own.open([queueEntry(1)], impatient.elapsed() + 1000);
    await expect(opening).rejects.toMatchObject({ code: 'no_answer' });
    await eventually('the draft lies there', () => files.paths().length === 1);
    files.recover();
    await eventually('the page is removed', () => files.paths().length === 0);
  });

  it('announces a page that it cannot remove, and does not throw', async () => {
    const own = journal();
    const page = await own.open([queueEntry(1)], LATER);
    files.onStep = failing('remove', 'EIO');
    await own.close(page);
    expect(warnings.join()).toMatch(/journal page could not be removed/);
  });
});
