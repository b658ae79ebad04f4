import { constants } from 'node:buffer';
import type { QueueEntry } from '../../../nodes/core/retryQueue/queueEntry';
import { SpoolStore } from '../../../nodes/core/spool/spoolStore';
import { BYTES_PER_FILE } from '../../../nodes/core/spool/writeEntries';
import { systemRandom } from '../../../nodes/core/systemClock';
import { eventually } from '../../support/eventually';
import { ManualClock } from '../../support/manualClock';
import { MemorySpoolFiles } from '../../support/memorySpoolFiles';
import { queueEntry, target } from '../../support/queueEntries';
import { silentLogger } from '../../support/silentLogger';

const START = '2026-03-01T09:00:00.000Z';
const NOW = new Date(START);
const AFTER_LEASE = new Date(NOW.getTime() + 121_000);
const LATER = Number.MAX_SAFE_INTEGER;

let files: MemorySpoolFiles;
beforeEach(() => {
  files = new MemorySpoolFiles();
});

function spool(clock = new ManualClock(START)): SpoolStore {
  const world = { clock, random: systemRandom, logger: silentLogger };
  return new SpoolStore({ files, folder: '/spool', ...world, host: 'host-1', pid: 1 });
}

/** A worker for which every time limit is over as soon as it waits for it. */
const impatient = () => spool(new ManualClock(START, true));
const claimAll = (store: SpoolStore, now = NOW) =>
  store.claimDue({ target, now, limit: 2000, includeNotDue: true });
const waiting = () => files.paths().filter((path) => path.includes('/new/'));
const ids = (entries: readonly QueueEntry[]) => entries.map((entry) => entry.eventId);
const numbered = (count: number) => Array.from({ length: count }, (_, i) => queueEntry(i + 1));

function large(number: number, length: number): QueueEntry {
  return { ...queueEntry(number), payload: 'x'.repeat(length) };
}

describe('a spool on a file system that hangs', () => {
  beforeEach(() => spool().put([queueEntry(1)], LATER));
  afterEach(() => files.recover());

  it.each(['names', 'makeFolder', 'move', 'read'] as const)(
    'ends a claim that gets no answer to the step %s',
    async (step) => {
      files.hanging.add(step);
      await expect(claimAll(impatient())).rejects.toMatchObject({ code: 'no_answer' });
    },
  );

  it('gives back at once what a claim got too late, without a crash', async () => {
    files.hanging.add('read');
    await expect(claimAll(impatient())).rejects.toMatchObject({ code: 'no_answer' });
    await eventually('the file is claimed', () => waiting().length === 0);
    files.recover();
    await eventually('the file waits again', () => waiting().length === 1);
    expect((await claimAll(spool())).entries).toMatchObject([{ crashClaims: 0 }]);
  });

  it.each(['create', 'remove'] as const)(
    'ends settling that gets no answer to the step %s, and keeps the claim',
    async (step) => {
      const claim = await claimAll(spool());
      const [entry = queueEntry(1)] = claim.entries;
      files.hanging.add(step);
      const settlements = [{ entry, outcome: 'kept' as const, next: { ...entry, replays: 1 } }];
      const settling = impatient().settle(claim, settlements, NOW);
      await expect(settling).rejects.toMatchObject({ code: 'no_answer' });
      files.recover();
      expect((await claimAll(spool(), AFTER_LEASE)).entries).toHaveLength(1);
    },
  );

  it.each(['names', 'makeFolder', 'read'] as const)(
    'ends a status that gets no answer to the step %s',
    async (step) => {
      files.hanging.add(step);
      const status = impatient().status(target, NOW);
      await expect(status).rejects.toMatchObject({ name: 'TargetUnavailableError' });
    },
  );
});

describe('a spool that takes a part', () => {
  it('says which entries a disk had no more room for', async () => {
    let created = 0;
    files.onStep = (step) => {
      if (step === 'create' && ++created > 1) throw Object.assign(new Error(), { code: 'ENOSPC' });
    };
    const entries = numbered(1100);
    const { left, code } = await spool().put(entries, LATER);
    expect([ids(left), code]).toEqual([ids(entries.slice(500)), 'ENOSPC']);
    files.onStep = () => undefined;
    expect(ids((await claimAll(spool())).entries)).toEqual(ids(entries.slice(0, 500)));
  });

  it('goes on behind a file that fails', async () => {
    let created = 0;
    files.onStep = (step) => {
      if (step === 'create' && ++created === 1) throw Object.assign(new Error(), { code: 'EIO' });
    };
    const entries = numbered(501);
    const { left } = await spool().put(entries, LATER);
    expect(ids(left)).toEqual(ids(entries.slice(0, 500)));
    expect(waiting()).toHaveLength(1);
  });

  it('begins nothing more once the time is up', async () => {
    const clock = new ManualClock(START);
    files.onStep = (step) => {
      if (step === 'move') clock.advance(2000);
    };
    const entries = numbered(1600);
    const { left, code } = await spool(clock).put(entries, clock.elapsed() + 3000);
    expect([ids(left), code]).toEqual([ids(entries.slice(1000)), 'no_answer']);
    expect(waiting()).toHaveLength(2);
  });
});

describe('a spool of large entries', () => {
  it('bounds a file by bytes, and what a claim takes as well', async () => {
    const quarter = BYTES_PER_FILE / 4;
    const entries = Array.from({ length: 30 }, (_, i) => large(i + 1, quarter - 5000));
    expect(await spool().put(entries, LATER)).toEqual({ left: [], code: null });
    expect(waiting()).toHaveLength(8);
    const first = await claimAll(spool());
    expect(ids(first.entries)).toEqual(ids(entries.slice(0, 20)));
    expect(ids((await claimAll(spool())).entries)).toEqual(ids(entries.slice(20)));
  });

  it('gives an entry above the bound a file of its own', async () => {
    const giant = large(2, 2 * BYTES_PER_FILE);
    await spool().put([queueEntry(1), giant, queueEntry(3)], LATER);
    expect(waiting()).toHaveLength(3);
    const { entries } = await claimAll(spool());
    expect(entries[1]?.payload).toBe(giant.payload);
  });

  it('refuses what is longer than a string can be, and keeps its neighbours', async () => {
    const endless = large(2, constants.MAX_STRING_LENGTH - 100);
    const { left, code } = await spool().put([queueEntry(1), endless, queueEntry(3)], LATER);
    expect([ids(left), code]).toEqual([ids([endless]), 'entry_too_large']);
    expect((await claimAll(spool())).entries).toHaveLength(2);
  });

  it('hands out what it has when the disk is slow', async () => {
    const clock = new ManualClock(START);
    for (const entry of numbered(5)) await spool().put([entry], LATER);
    files.onStep = (step) => {
      if (step === 'move') clock.advance(2000);
    };
    expect((await claimAll(spool(clock))).entries).toHaveLength(1);
  });
});
