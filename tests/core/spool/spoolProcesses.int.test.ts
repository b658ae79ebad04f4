import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpoolStore } from '../../../nodes/core/spool/spoolStore';
import { systemSpoolFiles } from '../../../nodes/core/spool/systemSpoolFiles';
import { systemClock, systemRandom } from '../../../nodes/core/systemClock';
import { queueEntry, target } from '../../support/queueEntries';
import { silentLogger } from '../../support/silentLogger';

const SCRIPT = join(__dirname, '../../support/claimSpool.ts');
const NOW = new Date('2026-03-01T09:00:00.000Z');
let folder: string;
let store: SpoolStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spool-processes-'));
  store = new SpoolStore({
    ...{ files: systemSpoolFiles, folder, logger: silentLogger },
    ...{ clock: systemClock, random: systemRandom, host: 'host-1', pid: process.pid },
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('several processes on one spool folder', () => {
  it('claim each entry once between them', async () => {
    const ids = Array.from({ length: 90 }, (_, index) => queueEntry(index + 1).eventId);
    for (let number = 1; number <= 90; number += 3) {
      const chunk = [queueEntry(number), queueEntry(number + 1), queueEntry(number + 2)];
      await store.put(chunk, systemClock.elapsed() + 10_000);
    }
    const workers = [1, 2, 3].map(() => new Worker(folder, 'claim'));
    expect(await Promise.all(workers.map((worker) => worker.ended()))).toEqual([0, 0, 0]);
    // A file that was being split when another process looked is waiting again.
    const rest = await store.claimDue({ target, now: NOW, limit: 100, includeNotDue: true });
    const left = rest.entries.map((entry) => entry.eventId);
    const claimed = workers.flatMap((worker) => worker.lines).concat(left);
    expect(claimed.sort()).toEqual(ids.sort());
  });

  it('lose nothing that was acknowledged when one is killed while writing', async () => {
    const writer = new Worker(folder, 'put');
    await writer.reaches(25);
    writer.kill();
    await writer.ended();
    const claim = await store.claimDue({ target, now: NOW, limit: 100_000, includeNotDue: true });
    const kept = new Set(claim.entries.map((entry) => entry.eventId));
    const acknowledged = writer.lines.map((line) => queueEntry(Number(line)).eventId);
    expect(acknowledged.length).toBeGreaterThanOrEqual(25);
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
    expect((await store.status(target, NOW)).notices.join()).not.toContain('damaged');
  });
});

class Worker {
  private readonly child: ChildProcess;
  private text = '';

  constructor(spoolFolder: string, work: 'claim' | 'put') {
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    const command = ['--import', 'tsx', SCRIPT, spoolFolder, work];
    this.child = spawn(process.execPath, command, { stdio: [...stdio] });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.text += chunk.toString('utf8')));
  }

  /** Whole lines only: a killed process may leave half of one. */
  get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  async ended(): Promise<unknown> {
    const [code] = (await once(this.child, 'close')) as unknown[];
    return code;
  }

  async reaches(count: number): Promise<void> {
    while (this.lines.length < count && this.child.stdout) await once(this.child.stdout, 'data');
  }
}
