import type { Clock, Logger, RandomSource } from '../ports';
import { LEASE_MS } from '../retryQueue/lease';
import type { ListedEntry, QueueEntry, Target } from '../retryQueue/queueEntry';
import type {
  Claim,
  ClaimRequest,
  ListRequest,
  PurgeCounts,
  PurgeRequest,
  PutResult,
  RetryStore,
  Settlement,
  StoreStatus,
} from '../retryQueue/retryStore';
import { beforeDeadline } from './beforeDeadline';
import { claimFiles } from './claimSpoolFiles';
import { listEntries } from './listEntries';
import type { Look } from './look';
import { purgeDiscarded } from './purgeDiscarded';
import { putEntries } from './putEntries';
import { giveBack, returnOrphans } from './returnClaims';
import { settleFiles } from './settleFiles';
import { spoolError } from './spoolError';
import type { SpoolFiles } from './spoolFiles';
import { spoolStatus } from './spoolStatus';
import { TargetSpool } from './targetSpool';
import { type WaitingFile, needsSearch, searchFiles, waitingFiles } from './waitingFiles';
import { type WriteEntries, type WriteFile, entryWriter, fileWriter } from './writeEntries';

const TOKEN_BYTES = 16;
/** Milliseconds for what has no deadline from its caller. */
const TIME_LIMIT = 5000;

export interface SpoolStoreParts {
  readonly files: SpoolFiles;
  /** The spool folder; every target has a folder of its own in it. */
  readonly folder: string;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  /** Written into the files for people; containers change it, so nothing depends on it. */
  readonly host: string;
  readonly pid: number;
}

/**
 * Keeps entries in files for when no database answers. Maildir's rule carries it: a file appears
 * by one move when it is whole, and belongs to whoever moves it next. An interrupted step may leave
 * an entry in two files, never in none; writing it twice is the sink's `duplicate`.
 * All methods throw ConfigurationError or TargetUnavailableError when the folder cannot be used.
 */
export class SpoolStore implements RetryStore {
  readonly name = 'spool';
  private readonly write: WriteEntries;
  private readonly writeFile: WriteFile;

  constructor(private readonly parts: SpoolStoreParts) {
    this.write = entryWriter(parts);
    this.writeFile = fileWriter(parts);
  }

  async put(entries: readonly QueueEntry[], deadline: number): Promise<PutResult> {
    return this.guarded(() => this.putBefore(deadline, entries));
  }

  async claimDue(request: ClaimRequest): Promise<Claim> {
    const { clock, random, logger } = this.parts;
    const token = Buffer.from(random.bytes(TOKEN_BYTES)).toString('hex');
    const spool = this.open(request.target);
    const asked = clock.elapsed();
    const found = needsSearch(request) ? await this.find(spool, request) : null;
    const until = request.now.getTime() + Math.ceil(clock.elapsed() - asked) + LEASE_MS;
    return this.inTime(async (deadline) => {
      const files = found ?? (await this.waiting(spool, request));
      const { write } = this;
      const claim = { spool, request, token, until, write, logger, clock, deadline };
      return { token, entries: files.length === 0 ? [] : await claimFiles(claim, files) };
    });
  }

  async settle(claim: Claim, settlements: readonly Settlement[], now: Date): Promise<number> {
    const [first] = claim.entries;
    if (first === undefined) return 0;
    const spool = this.open(first.target);
    const until = now.getTime() + LEASE_MS;
    const { logger } = this.parts;
    const { write } = this;
    try {
      return await this.inTime((deadline) => {
        const put = (entries: readonly QueueEntry[]) => this.putBefore(deadline, entries);
        return settleFiles({ spool, claim, settlements, until, put, write, logger });
      });
    } catch (error) {
      // Full disks refuse files, not moves: the worker lives, so this must count no crash.
      await this.inTime(() => giveBack(spool, claim.token));
      throw error;
    }
  }

  async status(target: Target, now: Date): Promise<StoreStatus> {
    return this.inTime(() => spoolStatus(this.open(target), { now, clock: this.parts.clock }));
  }

  async list(request: ListRequest): Promise<ListedEntry[]> {
    return listEntries(this.open(request.target), request, this.look());
  }

  async purge(request: PurgeRequest): Promise<PurgeCounts> {
    const { logger } = this.parts;
    const purge = { ...this.look(), write: this.write, logger };
    return purgeDiscarded(this.open(request.target), request, purge);
  }

  private async find(spool: TargetSpool, request: ClaimRequest): Promise<WaitingFile[]> {
    const waiting = await this.inTime(() => this.waiting(spool, request));
    return waiting.length === 0 ? [] : searchFiles(spool, request, this.look());
  }

  /** Files that wait, with those of claims that have ended. */
  private async waiting(spool: TargetSpool, request: ClaimRequest): Promise<WaitingFile[]> {
    const isEmpty = (await waitingFiles(spool, request)).length === 0;
    if (isEmpty && (await spool.names('claimed')).length === 0) return [];
    await spool.makeFolders();
    await returnOrphans(spool, request.now);
    return waitingFiles(spool, request);
  }

  private look(): Look {
    return { now: this.parts.clock.now(), step: (work) => this.inTime(work) };
  }

  private putBefore(deadline: number, entries: readonly QueueEntry[]): Promise<PutResult> {
    const { clock } = this.parts;
    const open = (target: Target) => this.open(target);
    return putEntries(entries, { clock, deadline, open, write: this.writeFile });
  }

  private open(target: Target): TargetSpool {
    return new TargetSpool(this.parts.files, this.parts.folder, target);
  }

  /** No answer comes later than this, also from a file system that hangs. */
  private inTime<T>(work: (deadline: number) => Promise<T>): Promise<T> {
    const { clock } = this.parts;
    const deadline = clock.elapsed() + TIME_LIMIT;
    return this.guarded(() => beforeDeadline(clock, deadline, work(deadline)));
  }

  private async guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw spoolError(error, this.parts.folder);
    }
  }
}
