import { type ActivityLogError, TargetUnavailableError } from '../../nodes/core/errors';
import { EVERY_ENTRY, matchesFilter } from '../../nodes/core/retryQueue/entryFilter';
import { entryKey } from '../../nodes/core/retryQueue/entryKey';
import { LEASE_MS } from '../../nodes/core/retryQueue/lease';
import type { ListedEntry, QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import type {
  Claim,
  ClaimRequest,
  ListRequest,
  PurgeCounts,
  PurgeRequest,
  PutResult,
  RetryStore,
  RetryStoreName,
  Settlement,
} from '../../nodes/core/retryQueue/retryStore';
import { emptyStatus } from './memoryStore';

const WAITING = ['pending', 'claimed', 'parked'];

/** What a store does, in the plainest way: entries in a list, in the order in which they failed. */
export class NaiveStore implements RetryStore {
  entries: QueueEntry[] = [];
  /** By method: the error that it throws from now on. */
  readonly faults: Partial<Record<'list' | 'claimDue' | 'settle' | 'purge', ActivityLogError>> = {};
  readonly lists: ListRequest[] = [];
  readonly claims: ClaimRequest[] = [];
  readonly toldOf: Settlement[] = [];
  /** Runs before each claim: what another does between a list and a claim. */
  beforeClaim: () => void = () => undefined;
  private readonly leases = new Map<string, { token: string; until: number }>();

  constructor(readonly name: RetryStoreName) {}

  put(entries: readonly QueueEntry[]): Promise<PutResult> {
    this.entries.push(...entries);
    return Promise.resolve({ left: [], code: null });
  }

  async claimDue(request: ClaimRequest): Promise<Claim> {
    await this.meet('claimDue');
    this.claims.push(request);
    this.beforeClaim();
    const token = `claim-${this.claims.length}`;
    const { now, target, filter = EVERY_ENTRY, limit } = request;
    const free = this.of(target).filter(
      (entry) => this.isFree(entry, request) && matchesFilter(entry, filter),
    );
    const claimed = free.slice(0, limit).map((entry): QueueEntry => {
      this.leases.set(entryKey(entry), { token, until: now.getTime() + LEASE_MS });
      return this.replace(entry, { ...entry, state: 'claimed' });
    });
    return { token, entries: claimed };
  }

  async settle(claim: Claim, settlements: readonly Settlement[], now: Date): Promise<number> {
    await this.meet('settle');
    let settled = 0;
    for (const settlement of settlements) {
      const { entry } = settlement;
      if (this.leases.get(entryKey(entry))?.token !== claim.token) continue;
      settled++;
      this.leases.delete(entryKey(entry));
      const { outcome } = settlement;
      if (outcome === 'kept') {
        this.replace(entry, settlement.next);
      } else {
        const resolution = { outcome, at: now.toISOString(), by: null, reason: null };
        this.replace(entry, { ...entry, state: 'replayed', nextAttemptAt: null, resolution });
      }
    }
    return settled;
  }

  status() {
    return Promise.resolve(emptyStatus(this.name));
  }

  async list(request: ListRequest): Promise<ListedEntry[]> {
    await this.meet('list');
    this.lists.push(request);
    const { target, states, filter, limit, after, withPayload } = request;
    const wanted: readonly string[] = states.length === 0 ? WAITING : states;
    const matching = this.of(target).filter(
      (entry) => wanted.includes(entry.state) && matchesFilter(entry, filter),
    );
    const start = after === null ? 0 : 1 + matching.findIndex((one) => isSame(one, after));
    const page = matching.slice(start, start + limit);
    return page.map((entry) => ({ ...entry, payload: withPayload ? entry.payload : null }));
  }

  async purge({ target, states, resolvedBefore, dryRun }: PurgeRequest): Promise<PurgeCounts> {
    await this.meet('purge');
    const gone = this.of(target).filter(
      ({ state, resolution }) =>
        (states as readonly string[]).includes(state) &&
        Date.parse(resolution?.at ?? '') < resolvedBefore.getTime(),
    );
    if (!dryRun) this.entries = this.entries.filter((entry) => !gone.includes(entry));
    const count = (state: string) => gone.filter((entry) => entry.state === state).length;
    return { replayed: count('replayed'), discarded: count('discarded') };
  }

  settledElsewhere(settlements: readonly Settlement[]): Promise<void> {
    this.toldOf.push(...settlements);
    return Promise.resolve();
  }

  /** The only entry. */
  get only(): QueueEntry {
    const [entry, ...others] = this.entries;
    if (entry === undefined || others.length > 0) throw new Error('One entry was expected.');
    return entry;
  }

  private of(target: QueueEntry['target']): QueueEntry[] {
    const own = this.entries.filter(({ target: { schema } }) => schema === target.schema);
    return own.sort(
      (one, other) => Date.parse(one.firstFailedAt) - Date.parse(other.firstFailedAt),
    );
  }

  private isFree(entry: QueueEntry, { now, purpose = 'replay', includeNotDue }: ClaimRequest) {
    const { state, nextAttemptAt, payloadKind } = entry;
    const lease = this.leases.get(entryKey(entry));
    if (state === 'claimed') return lease === undefined || lease.until < now.getTime();
    if (purpose === 'repair') return state === 'pending' || state === 'parked';
    if (payloadKind === 'parked') return false;
    if (state === 'parked') return purpose === 'replayParked';
    const isDue = nextAttemptAt !== null && Date.parse(nextAttemptAt) <= now.getTime();
    return state === 'pending' && (includeNotDue || isDue);
  }

  private replace(before: QueueEntry, after: QueueEntry): QueueEntry {
    const key = entryKey(before);
    this.entries = this.entries.map((entry) => (entryKey(entry) === key ? after : entry));
    return after;
  }

  private meet(method: keyof NaiveStore['faults']): Promise<void> {
    const fault = this.faults[method];
    return fault === undefined ? Promise.resolve() : Promise.reject(fault);
  }
}

function isSame(one: QueueEntry, other: ListedEntry): boolean {
  return entryKey(one) === entryKey(other);
}

/** What a store says that does not answer. */
export function silence(): TargetUnavailableError {
  return new TargetUnavailableError({
    message: 'The store does not answer.',
    hint: 'Start it.',
    code: 'ECONNREFUSED',
  });
}
