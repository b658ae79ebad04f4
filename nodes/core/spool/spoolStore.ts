import type { Clock, Logger, RandomSource } from '../ports';
import { distinctEntries, entryKey, targetKey } from '../retryQueue/entryKey';
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
import { claimFiles, claimedNames, returnOrphans } from './claimSpoolFiles';
import { type SpoolFileName, formatClaim } from './spoolFileName';
import { spoolError } from './spoolError';
import type { SpoolFiles } from './spoolFiles';
import { spoolStatus } from './spoolStatus';
import { TargetSpool } from './targetSpool';
import { type WriteEntries, entryWriter } from './writeEntries';

const TOKEN_BYTES = 16;

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

  constructor(private readonly parts: SpoolStoreParts) {
    this.write = entryWriter(parts);
  }

  async put(entries: readonly QueueEntry[], deadline: number): Promise<PutResult> {
    await this.guarded(() =>
      beforeDeadline(this.parts.clock, deadline, this.keep(distinctEntries(entries))),
    );
    return { left: [], code: null };
  }

  async claimDue(request: ClaimRequest): Promise<Claim> {
    const token = Buffer.from(this.parts.random.bytes(TOKEN_BYTES)).toString('hex');
    const until = request.now.getTime() + LEASE_MS;
    const { write } = this;
    const { logger } = this.parts;
    return this.guarded(async () => {
      const spool = this.open(request.target);
      if ((await spool.names('new')).length + (await spool.names('claimed')).length === 0) {
        return { token, entries: [] };
      }
      await spool.makeFolders();
      await returnOrphans(spool, request.now);
      const entries = await claimFiles({ spool, request, token, until, write, logger });
      return { token, entries };
    });
  }

  async settle(claim: Claim, settlements: readonly Settlement[], now: Date): Promise<void> {
    const [first] = claim.entries;
    if (first === undefined) return;
    await this.guarded(() =>
      this.settleFiles(this.open(first.target), claim, { settlements, now }),
    );
  }

  async status(target: Target, now: Date): Promise<StoreStatus> {
    return this.guarded(() => spoolStatus(this.open(target), now));
  }

  /** Waiting entries in the files they belong to; all are durable before this resolves. */
  private async keep(entries: readonly QueueEntry[]): Promise<void> {
    for (const ofTarget of byTarget(entries)) {
      const spool = this.open(ofTarget.target);
      await spool.makeFolders();
      const { pending, parked } = ofTarget;
      await this.write(spool, { place: 'new' }, pending);
      await this.write(spool, { place: 'parked' }, parked);
    }
  }

  private async settleFiles(
    spool: TargetSpool,
    claim: Claim,
    { settlements, now }: { settlements: readonly Settlement[]; now: Date },
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
    await this.keep(settlements.flatMap((one) => (one.outcome === 'kept' ? [one.next] : [])));
    await this.write(spool, { place: 'claimed', naming }, open);
    for (const name of names.filter((text) => !rewritten.has(text))) {
      await spool.files.remove(spool.path('claimed', name));
    }
  }

  private open(target: Target): TargetSpool {
    return new TargetSpool(this.parts.files, this.parts.folder, target);
  }

  private async guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw spoolError(error, this.parts.folder);
    }
  }
}

interface TargetEntries {
  readonly target: Target;
  readonly pending: QueueEntry[];
  readonly parked: QueueEntry[];
}

/** Replayed and discarded entries no longer wait for anything: a spool does not keep them. */
function byTarget(entries: readonly QueueEntry[]): TargetEntries[] {
  const groups = new Map<string, TargetEntries>();
  for (const entry of entries) {
    const key = targetKey(entry.target);
    const group = groups.get(key) ?? { target: entry.target, pending: [], parked: [] };
    groups.set(key, group);
    if (entry.state === 'parked') group.parked.push(entry);
    else if (entry.state === 'pending' || entry.state === 'claimed') {
      group.pending.push({ ...entry, state: 'pending' });
    }
  }
  return [...groups.values()];
}
