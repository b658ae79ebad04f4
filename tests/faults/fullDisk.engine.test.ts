import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logActivity } from '../../nodes/core/logActivity';
import type { LogReceipt } from '../../nodes/core/logReceipt';
import { storedRows } from '../support/faults/conservation';
import { type DiskFault, faultySpoolFiles } from '../support/faults/faultySpoolFiles';
import { openLogTools, requestsFor } from '../support/faults/logCalls';
import { type FaultStage, notes, stageFault } from '../support/faults/stageFault';
import { target } from '../support/queueEntries';
import { runReplay } from '../support/replayNode';

let stage: FaultStage;
beforeEach(async () => {
  stage = await stageFault();
  stage.proxy.refuse();
});
afterEach(() => stage.end());

/** Mounting needs the rights of root, and Linux. */
const canMount = withTinyDisk(() => true) ?? false;
const itOnTinyDisk = canMount ? it : it.skip;

/** Logs while the database is down, on a disk with this fault. */
async function logOn(fault: DiskFault, messages: readonly string[]): Promise<LogReceipt[]> {
  const config = { ...stage.database.config, port: stage.proxy.port };
  const place = { config, target: replayTarget(), spoolFolder: stage.spoolFolder };
  const { pool, parts } = openLogTools(place, faultySpoolFiles(fault));
  try {
    return await logActivity(requestsFor(messages), parts);
  } finally {
    await pool.end();
  }
}

const replayTarget = () => ({ ...target, credentialId: 'db', database: stage.database.name });
const names = (count: number) => notes('event', count).map(({ message }) => message);

/** Replays, and compares the table with what the receipts called kept. */
async function expectOnlyKeptReplayed(receipts: readonly LogReceipt[]): Promise<void> {
  stage.proxy.calm();
  const { summary } = await stage.replay();
  expect(summary).toMatchObject({ failed: 0, remaining: 0, stoppedBecause: null });
  const kept = receipts.filter(({ keptIn }) => keptIn === 'spool').map(({ eventId }) => eventId);
  const rows = await storedRows(stage.database);
  expect(rows.map(({ id }) => id)).toEqual(kept.sort());
}

describe('a disk that fails under the spool', () => {
  it('Row 44: what a full disk does not take is called lost, and what it takes is replayed', async () => {
    const receipts = await logOn({ space: 500_000 }, names(520));
    const lost = receipts.filter(({ outcome }) => outcome === 'lost');
    expect(lost).toHaveLength(500);
    expect(receipts.filter(({ keptIn }) => keptIn === 'spool')).toHaveLength(20);
    await expectOnlyKeptReplayed(receipts);
  });

  it('Row 44: a disk that takes a few bytes at a time keeps every event whole', async () => {
    const receipts = await logOn({ bytesPerWrite: 97 }, names(5));
    expect(receipts.map(({ keptIn }) => keptIn)).toEqual(Array(5).fill('spool'));
    await expectOnlyKeptReplayed(receipts);
  });

  it.each<[string, DiskFault]>([
    ['of a file', { syncError: 'EIO' }],
    ['of a folder', { folderError: 'EIO' }],
  ])('Row 44: an fsync error %s is never called kept', async (_, fault) => {
    const receipts = await logOn(fault, names(3));
    expect(receipts.map(({ outcome, keptIn }) => [outcome, keptIn])).toEqual(
      Array(3).fill(['lost', null]),
    );
  });

  itOnTinyDisk(
    'Row 44: a real disk that is full makes the node name what it could not keep (needs mount)',
    async () => {
      await withTinyDisk(async (spoolFolder) => {
        const options = { attempts: 1, spoolFolder };
        const run = await stage.log(notes('event', 520), { options });
        const error = JSON.stringify(run.finished.error('Log'));
        expect(error).toMatch(/500 events/);
        stage.proxy.calm();
        const place = { database: stage.database.name, spoolFolder };
        const { summary } = await runReplay(place);
        expect(summary).toMatchObject({ replayed: 20, remaining: 0 });
        const rows = await storedRows(stage.database);
        expect(rows.filter(({ id }) => error.includes(id))).toEqual([]);
      });
    },
  );
});

/** Lends a disk of half a megabyte. @returns undefined where none can be mounted */
function withTinyDisk<T>(work: (folder: string) => T): T | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'tiny-disk-'));
  const mounting = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', folder]);
  if (mounting.status !== 0) {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  const unmount = () => {
    spawnSync('umount', [folder]);
    rmSync(folder, { recursive: true, force: true });
  };
  const result = work(folder);
  if (result instanceof Promise) return result.finally(unmount) as T;
  unmount();
  return result;
}
