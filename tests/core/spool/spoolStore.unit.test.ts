import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '../../../nodes/core/ports';
import { EVERY_ENTRY } from '../../../nodes/core/retryQueue/entryFilter';
import { entryKey } from '../../../nodes/core/retryQueue/entryKey';
import { SpoolStore } from '../../../nodes/core/spool/spoolStore';
import type { SpoolFiles } from '../../../nodes/core/spool/spoolFiles';
import { systemSpoolFiles } from '../../../nodes/core/spool/systemSpoolFiles';
import { systemRandom } from '../../../nodes/core/systemClock';
import type { OpenStore } from '../../contract/examinedStore';
import { describeRetryStore } from '../../contract/retryStore.contract';
import { describeRetryStoreModel } from '../../contract/retryStoreModel.contract';
import { ManualClock } from '../../support/manualClock';
import { MemorySpoolFiles } from '../../support/memorySpoolFiles';
import { failure, queueEntry, target } from '../../support/queueEntries';
import { silentLogger } from '../../support/silentLogger';

const clock = new ManualClock();
const LATER = Number.MAX_SAFE_INTEGER;
const NOW = new Date('2026-03-01T09:00:00.000Z');
const folders: string[] = [];

function spoolOver(files: SpoolFiles, folder = '/spool', logger: Logger = silentLogger) {
  const process = { host: 'host-1', pid: 1 };
  return new SpoolStore({ files, folder, clock, random: systemRandom, logger, ...process });
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spool-test-'));
  folders.push(folder);
  return join(folder, 'deeper', 'spool');
}

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function openOnDisk() {
  const folder = temporaryFolder();
  const open = () => spoolOver(systemSpoolFiles, folder);
  return Promise.resolve({ workers: [open(), open()] as const, deadline: LATER });
}

function openInMemory() {
  const files = new MemorySpoolFiles();
  const workers = [spoolOver(files), spoolOver(files)] as const;
  return Promise.resolve({ workers, deadline: LATER });
}

describeRetryStore('spool on disk', openOnDisk);
describeRetryStore('spool in memory', openInMemory);
describeRetryStoreModel('spool on disk', withoutCopies(openOnDisk), { runs: 10 });
describeRetryStoreModel('spool in memory', withoutCopies(openInMemory), { runs: 40 });

/**
 * The model counts what a spool cannot know without reading every file: that one entry of a file
 * was put again by itself. What becomes of such copies is examined in spoolRepair.unit.test.ts.
 */
function withoutCopies(open: OpenStore): OpenStore {
  return async () => {
    const { workers, deadline } = await open();
    for (const store of workers) {
      const put = store.put.bind(store);
      store.put = async (entries, limit) => {
        const request = { target, states: [], filter: EVERY_ENTRY, limit: 1000, after: null };
        const waiting = await store.list({ ...request, withPayload: false });
        const known = new Set(waiting.map(entryKey));
        return put(
          entries.filter((entry) => !known.has(entryKey(entry))),
          limit,
        );
      };
    }
    return { workers, deadline };
  };
}

describe('the spool', () => {
  let files: MemorySpoolFiles;
  let store: SpoolStore;
  const claimAll = () =>
    store.claimDue({ target, now: NOW, limit: 100, includeNotDue: true, failedUntil: NOW });
  const filesIn = (place: string) => files.paths().filter((path) => path.includes(`/${place}/`));
  const onlyFile = (place: string) => {
    const [path, ...others] = filesIn(place);
    if (path === undefined || others.length > 0) throw new Error('One file was expected.');
    return path;
  };

  beforeEach(() => {
    files = new MemorySpoolFiles();
    store = spoolOver(files);
  });

  it('keeps acknowledged entries when the power is cut', async () => {
    await store.put(
      [queueEntry(1), queueEntry(2, { failure: failure({ lane: 'payload' }) })],
      LATER,
    );
    files.cutPower();
    const { depth } = await store.status(target, NOW);
    expect(depth.map(({ state, count }) => [state, count])).toEqual([
      ['pending', 1],
      ['parked', 1],
    ]);
    expect((await claimAll()).entries).toHaveLength(1);
  });

  it('keeps a failed replay when the power is cut after settling', async () => {
    await store.put([queueEntry(1)], LATER);
    const claim = await claimAll();
    const next = { ...queueEntry(1), replays: 2 };
    await store.settle(
      claim,
      claim.entries.map((entry) => ({ entry, outcome: 'kept', next })),
      NOW,
    );
    files.cutPower();
    expect((await claimAll()).entries).toMatchObject([{ replays: 2 }]);
  });

  it('writes all bytes when the system takes them in small pieces', async () => {
    files.bytesPerWrite = 100;
    await store.put([queueEntry(1)], LATER);
    expect((await claimAll()).entries).toHaveLength(1);
  });

  it('refuses the entries when the disk takes no bytes', async () => {
    files.bytesPerWrite = 0;
    await expect(store.put([queueEntry(1)], LATER)).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(files.paths()).toEqual([]);
  });

  it.each(['makeFolder', 'create', 'write', 'sync', 'move', 'syncFolder'] as const)(
    'refuses the entries when the step %s fails',
    async (step) => {
      files.onStep = (current) => {
        if (current === step) throw Object.assign(new Error('disk'), { code: 'EIO' });
      };
      await expect(store.put([queueEntry(1)], LATER)).rejects.toMatchObject({
        name: 'TargetUnavailableError',
        code: 'EIO',
      });
    },
  );

  it('names folder and cure, and nothing of the event, when it may not write', async () => {
    files.onStep = () => {
      throw Object.assign(new Error('permission denied'), { code: 'EACCES' });
    };
    const error = await store.put([queueEntry(1)], LATER).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'ConfigurationError', code: 'EACCES' });
    expect(String(error)).toContain('/spool');
    expect(JSON.stringify(error) + String(error)).not.toContain('Note 1');
    const { notices } = await store.status(target, NOW);
    expect(notices.join()).toContain('EACCES');
  });

  it('stops waiting for a file system that hangs', async () => {
    const waiting = new ManualClock('2026-03-01T08:00:00.000Z', true);
    const hanging: SpoolFiles = { ...plain(files), makeFolder: () => new Promise(() => undefined) };
    const world = { clock: waiting, random: systemRandom, logger: silentLogger };
    const process = { host: 'host-1', pid: 1 };
    const stuck = new SpoolStore({ files: hanging, folder: '/spool', ...world, ...process });
    const deadline = waiting.elapsed() + 3000;
    await expect(stuck.put([queueEntry(1)], deadline)).rejects.toMatchObject({ code: 'no_answer' });
  });

  it('neither hands out nor hides a file that was being written in a crash', async () => {
    await store.put([queueEntry(1)], LATER);
    files.onStep = (step) => {
      if (step === 'move' || step === 'remove') throw new Error('killed');
    };
    await expect(store.put([queueEntry(2)], LATER)).rejects.toThrow();
    files.onStep = () => undefined;
    expect(filesIn('tmp')).toHaveLength(1);
    expect((await claimAll()).entries).toHaveLength(1);
    const { notices } = await store.status(target, NOW);
    expect(notices.join()).toMatch(/1 unfinished spool file/);
  });

  it.each([
    ['torn', (text: string) => text.slice(0, -40)],
    ['cut after the header', (text: string) => text.slice(0, text.indexOf('\n') + 1)],
    ['altered', (text: string) => text.replace('NOTE_ADDED', 'NOTE_ADDEE')],
    ['headless', (text: string) => text.slice(5)],
    ['empty', () => ''],
  ])('sets a file that is %s aside, loudly, and hands out the others', async (_, change) => {
    const errors: string[] = [];
    const logger = { ...silentLogger, error: (message: string) => void errors.push(message) };
    store = spoolOver(files, '/spool', logger);
    await store.put([queueEntry(1)], LATER);
    files.damage(onlyFile('new'), change);
    await store.put([queueEntry(2)], LATER);
    expect((await claimAll()).entries).toMatchObject([{ eventId: queueEntry(2).eventId }]);
    expect(filesIn('quarantine')).toHaveLength(1);
    expect(errors).toHaveLength(1);
    expect((await store.status(target, NOW)).notices.join()).toMatch(/1 damaged spool file/);
  });

  it('does not replay a file that was moved here from another target', async () => {
    await store.put([queueEntry(1, { target: { ...target, database: 'other' } })], LATER);
    const foreign = onlyFile('new');
    await store.put([queueEntry(2)], LATER);
    const own = filesIn('new').find((path) => path !== foreign) ?? '';
    await files.move(foreign, own.replace(/[^/]+$/, 'copied by hand.jsonl'));
    expect((await claimAll()).entries).toMatchObject([{ eventId: queueEntry(2).eventId }]);
    expect(filesIn('quarantine')).toHaveLength(1);
  });

  it('replays a parked file that a person moved back', async () => {
    await store.put([queueEntry(1, { failure: failure({ lane: 'payload' }) })], LATER);
    const parked = onlyFile('parked');
    await files.move(parked, parked.replace('/parked/', '/new/'));
    expect((await claimAll()).entries).toHaveLength(1);
  });

  it('splits a file that is only partly due without losing the rest', async () => {
    const later = { ...queueEntry(2), nextAttemptAt: '2026-03-01T10:00:00.000Z' };
    await store.put([queueEntry(1), later, queueEntry(3)], LATER);
    const request = { target, now: NOW, limit: 1, includeNotDue: false };
    const first = await store.claimDue(request);
    files.cutPower();
    expect(first.entries).toHaveLength(1);
    const second = await claimAll();
    const all = [...first.entries, ...second.entries].map((entry) => entry.eventId);
    for (const number of [1, 2, 3]) expect(all).toContain(queueEntry(number).eventId);
  });

  it('gives the files back when a claim fails on the way', async () => {
    const later = { ...queueEntry(2), nextAttemptAt: '2026-03-01T10:00:00.000Z' };
    await store.put([queueEntry(1), later], LATER);
    files.onStep = (step) => {
      if (step === 'create') throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    };
    const request = { target, now: NOW, limit: 10, includeNotDue: false };
    await expect(store.claimDue(request)).rejects.toMatchObject({ code: 'ENOSPC' });
    files.onStep = () => undefined;
    expect(filesIn('claimed')).toEqual([]);
    expect((await claimAll()).entries.map((entry) => entry.crashClaims)).toEqual([0, 0]);
  });

  it('gives the file back, without a crash, when the kept entry cannot be made safe', async () => {
    await store.put([queueEntry(1)], LATER);
    const claim = await claimAll();
    files.onStep = (step) => {
      if (step === 'sync') throw Object.assign(new Error('disk'), { code: 'EIO' });
    };
    const next = { ...queueEntry(1), replays: 1 };
    const settlements = claim.entries.map((entry) => ({ entry, outcome: 'kept' as const, next }));
    await expect(store.settle(claim, settlements, NOW)).rejects.toMatchObject({ code: 'EIO' });
    files.onStep = () => undefined;
    expect(filesIn('claimed')).toEqual([]);
    const [entry] = (await claimAll()).entries;
    expect(entry).toMatchObject({ eventId: queueEntry(1).eventId, crashClaims: 0, replays: 0 });
  });

  it('writes ASCII only, one entry a line, below a header with the counts', async () => {
    await store.put([queueEntry(1), queueEntry(2)], LATER);
    const text = String(await files.read(onlyFile('new')));
    expect(text).toMatch(/^[\x20-\x7e\n]+$/);
    const [header = '', ...lines] = text.trimEnd().split('\n');
    expect(JSON.parse(header)).toMatchObject({ version: 1, target, count: 2, host: 'host-1' });
    expect(lines).toHaveLength(2);
  });
});

/** The same file system as plain functions, to replace one of them. */
function plain(files: MemorySpoolFiles): SpoolFiles {
  return {
    makeFolder: (path) => files.makeFolder(path),
    checkWritable: (path) => files.checkWritable(path),
    syncFolder: (path) => files.syncFolder(path),
    names: (folder) => files.names(folder),
    create: (path) => files.create(path),
    read: (path, bytes) => files.read(path, bytes),
    move: (from, to) => files.move(from, to),
    remove: (path) => files.remove(path),
  };
}
