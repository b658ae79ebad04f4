import type { Clock, Logger, RandomSource } from '../ports';
import { entryKey } from '../retryQueue/entryKey';
import { LEASE_MS } from '../retryQueue/lease';
import type { QueueEntry, Target } from '../retryQueue/queueEntry';
import type {
  Claim,
  ClaimRequest,
  PutResult,
  RetryStore,
  Settlement,
  StoreStatus,
} from '../retryQueue/retryStore';
import { beforeDeadline } from './beforeDeadline';
import { claimFiles, claimedNames, giveBack, returnOrphans } from './claimSpoolFiles';
import { putEntries } from './putEntries';
import { type SpoolFileName, formatClaim } from './spoolFileName';
import { spoolError } from './spoolError';
import type { SpoolFiles } from './spoolFiles';
import { spoolStatus } from './spoolStatus';
import { TargetSpool } from './targetSpool';
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

interface Settling {
  readonly settlements: readonly Settlement[];
  readonly now: Date;
  readonly deadline: number;
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
    const token = Buffer.from(this.parts.random.bytes(TOKEN_BYTES)).toString('hex');
    const until = request.now.getTime() + LEASE_MS;
    return this.inTime(async (deadline) => {
      const spool = this.open(request.target);
      if ((await spool.names('new')).length + (await spool.names('claimed')).length === 0) {
        return { token, entries: [] };
      }
      await spool.makeFolders();
      await returnOrphans(spool, request.now);
      const { clock, logger } = this.parts;
      const { write } = this;
      const claim = { spool, request, token, until, write, logger, clock, deadline };
      return { token, entries: await claimFiles(claim) };
    });
  }

  async settle(claim: Claim, settlements: readonly Settlement[], now: Date): Promise<void> {
    const [first] = claim.entries;
    if (first === undefined) return;
    const spool = this.open(first.target);
    try {
      await this.inTime((deadline) =>
        this.settleFiles(spool, claim, { settlements, now, deadline }),
      );
    } catch (error) {
      // Full disks refuse files, not moves: the worker lives, so this must count no crash.
      await this.inTime(() => giveBack({ spool, token: claim.token }));
      throw error;
    }
  }

  async status(target: Target, now: Date): Promise<StoreStatus> {
    return this.inTime(() => spoolStatus(this.open(target), now));
  }

  private putBefore(deadline: number, entries: readonly QueueEntry[]): Promise<PutResult> {
    const { clock } = this.parts;
    const open = (target: Target) => this.open(target);
    return putEntries(entries, { clock, deadline, open, write: this.writeFile });
  }

  private async settleFiles(
    spool: TargetSpool,
    claim: Claim,
    { settlements, now, deadline }: Settling,
  ): Promise<void> {
    const { token } = claim;
    const names = await claimedNames(spool, token);
    if (names.length === 0) {
      // Its lease ended and the entries are waiting again or in another worker's hands.
      this.parts.logger.warn('A spool claim had ended before it was settled.', { token });
      return;
    }
    const settled = new Set(settlements.map(({ entry }) => entryKey(entry)));
    const open = claim.entries.filter((entry) => !settled.has(entryKey(entry)));
    const until = now.getTime() + LEASE_MS;
    const rewritten = new Set<string>();
    const naming = (file: SpoolFileName) => {
      const name = formatClaim({ token, until, file });
      rewritten.add(name);
      return name;
    };
    const kept = settlements.flatMap((one) => (one.outcome === 'kept' ? [one.next] : []));
    const { left, code } = await this.putBefore(deadline, kept);
    if (left.length > 0) throw Object.assign(new Error('Entries are not safe yet.'), { code });
    await this.write(spool, { place: 'claimed', naming }, open);
    for (const name of names.filter((text) => !rewritten.has(text))) {
      await spool.files.remove(spool.path('claimed', name));
    }
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
