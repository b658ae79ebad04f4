import { dirname } from 'node:path';
import type { Logger } from '../../nodes/core/ports';
import type { QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import type { Claim, Settlement } from '../../nodes/core/retryQueue/retryStore';
import { SpoolStore } from '../../nodes/core/spool/spoolStore';
import { systemRandom } from '../../nodes/core/systemClock';
import { ManualClock } from './manualClock';
import { MemorySpoolFiles } from './memorySpoolFiles';
import { failure, queueEntry, target } from './queueEntries';
import { silentLogger } from './silentLogger';

export const NOW = new Date('2026-03-01T09:00:00.000Z');
export const AFTER_LEASE = new Date(NOW.getTime() + 121_000);
export const LATER = Number.MAX_SAFE_INTEGER;

/** A spool in memory whose file system can be looked at and made to fail. */
export class SpoolStage {
  readonly clock = new ManualClock(NOW.toISOString());
  readonly store: SpoolStore;

  constructor(
    readonly files = new MemorySpoolFiles(),
    logger: Logger = silentLogger,
    host = 'host-1',
  ) {
    const parts = { files, folder: '/spool', clock: this.clock, random: systemRandom };
    this.store = new SpoolStore({ ...parts, logger, host, pid: 1 });
  }

  async put(...entries: QueueEntry[]): Promise<void> {
    await this.store.put(entries, LATER);
  }

  claim(changes: Partial<Parameters<SpoolStore['claimDue']>[0]> = {}): Promise<Claim> {
    const request = { target, now: NOW, limit: 100, includeNotDue: true };
    return this.store.claimDue({ ...request, ...changes });
  }

  /** Everything that waits, as a person would take it. */
  forRepair(now = NOW): Promise<Claim> {
    return this.claim({ purpose: 'repair', now });
  }

  /** Keeps every entry of the claim as the change makes it. */
  async keep(claim: Claim, change: (entry: QueueEntry) => QueueEntry): Promise<void> {
    const settlements = claim.entries.map((entry): Settlement => {
      return { entry, outcome: 'kept', next: change(entry) };
    });
    await this.store.settle(claim, settlements, NOW);
  }

  /** Paths of the files at a place. */
  at(place: string): string[] {
    return this.files.paths().filter((path) => path.includes(`/${place}/`));
  }

  only(place: string): string {
    const [path, ...others] = this.at(place);
    if (path === undefined || others.length > 0) throw new Error('One file was expected.');
    return path;
  }

  /** As a person moves the only file of a place, for good. */
  async moveOnly(from: string, to: string): Promise<void> {
    const path = this.only(from);
    const moved = path.replace(`/${from}/`, `/${to}/`);
    await this.files.move(path, moved);
    for (const one of [moved, path]) await this.files.syncFolder(dirname(one));
  }
}

/** An event that needs a person. */
export function parkedEntry(number: number): QueueEntry {
  return queueEntry(number, { failure: failure({ lane: 'payload', code: '22003' }) });
}

/** What never was an event. */
export function parkedInput(number: number): QueueEntry {
  return { ...parkedEntry(number), payloadKind: 'parked', payload: '{"lead":{}}' };
}
