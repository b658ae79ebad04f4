import type { Clock } from '../ports';
import { distinctEntries } from '../retryQueue/entryKey';
import { released } from '../retryQueue/entryTransitions';
import type { EntryState, QueueEntry } from '../retryQueue/queueEntry';
import type { PutResult } from '../retryQueue/retryStore';
import { FileSystemHangsError, beforeDeadline } from './beforeDeadline';
import { entriesByTarget } from './entriesByTarget';
import type { Place } from './spoolFolder';
import type { TargetSpool } from './targetSpool';
import { type WriteFile, chunksOf } from './writeEntries';

/** One put under way. */
export interface SpoolPut {
  readonly clock: Clock;
  /** `clock.elapsed()`. */
  readonly deadline: number;
  readonly open: (target: QueueEntry['target']) => TargetSpool;
  readonly write: WriteFile;
}

/**
 * Writes file by file. A file that fails does not keep the next from being tried, as less may fit
 * where much does not; a file system that hangs ends it.
 * @throws what the first file met, when not one is durable
 */
export async function putEntries(
  entries: readonly QueueEntry[],
  put: SpoolPut,
): Promise<PutResult> {
  const run = new PutRun(put);
  for (const { target, entries: ofTarget } of entriesByTarget(distinctEntries(entries))) {
    const spool = put.open(target);
    const ready = await run.attempt(ofTarget, () => spool.makeFolders());
    if (!ready) continue;
    for (const [place, ofPlace] of byPlace(ofTarget)) await run.writeAll(spool, place, ofPlace);
  }
  return run.result();
}

class PutRun {
  private readonly left: QueueEntry[] = [];
  private problem: unknown = null;
  private durable = 0;

  constructor(private readonly put: SpoolPut) {}

  async writeAll(spool: TargetSpool, place: Place, entries: readonly QueueEntry[]): Promise<void> {
    const refuse = (entry: QueueEntry, error: unknown) => this.leave([entry], error);
    for (const chunk of chunksOf(entries, refuse)) {
      const ofFile = chunk.map(({ entry }) => entry);
      const written = await this.attempt(ofFile, () => this.put.write(spool, { place }, chunk));
      if (written) this.durable += ofFile.length;
    }
  }

  /** @returns whether the work was done in time; if not, the entries are left */
  async attempt(entries: readonly QueueEntry[], work: () => Promise<void>): Promise<boolean> {
    const { clock, deadline } = this.put;
    try {
      // Nothing is begun behind a step that hangs: it could hang as well, unseen.
      if (clock.elapsed() >= deadline) throw new FileSystemHangsError();
      await beforeDeadline(clock, deadline, work());
      return true;
    } catch (error) {
      this.leave(entries, error);
      return false;
    }
  }

  result(): PutResult {
    if (this.left.length === 0) return { left: [], code: null };
    if (this.durable === 0) throw this.problem;
    const { code } = this.problem as { code?: unknown };
    return { left: this.left, code: typeof code === 'string' ? code : 'unknown' };
  }

  private leave(entries: readonly QueueEntry[], error: unknown): void {
    this.left.push(...entries);
    this.problem ??= error;
  }
}

/** What was replayed waits for nothing any more: a spool does not keep it. */
function byPlace(entries: readonly QueueEntry[]): Array<[Place, QueueEntry[]]> {
  const unclaimed = entries.map((entry) => (entry.state === 'claimed' ? released(entry) : entry));
  const inState = (state: EntryState) => unclaimed.filter((entry) => entry.state === state);
  return [
    ['new', inState('pending')],
    ['parked', inState('parked')],
    ['discarded', inState('discarded')],
  ];
}
