import type { ListedEntry, QueueEntry } from '../../nodes/core/retryQueue/queueEntry';
import type {
  Claim,
  PurgeCounts,
  PutResult,
  RetryStore,
  RetryStoreName,
  Settlement,
  StoreStatus,
} from '../../nodes/core/retryQueue/retryStore';

/** Of a store where nothing waits. */
export function emptyStatus(store: RetryStoreName): StoreStatus {
  return {
    ...{ store, depth: [], oldestFailedAt: null, notices: [], incidents: [] },
    ...{ otherTargets: [], files: null },
  };
}

const never = () => new Promise<never>(() => undefined);

/** A store that takes entries, refuses them, or hangs; nothing is ever claimed from it. */
export class MemoryStore implements RetryStore {
  readonly kept: QueueEntry[] = [];
  /** Deadlines of the puts. */
  readonly deadlines: number[] = [];
  readonly toldOf: Settlement[] = [];
  behaviour: 'takes' | 'refuses' | 'hangs' = 'takes';

  constructor(readonly name: RetryStoreName) {}

  async put(entries: readonly QueueEntry[], deadline: number): Promise<PutResult> {
    this.deadlines.push(deadline);
    await this.behave();
    this.kept.push(...entries);
    return { left: [], code: null };
  }

  async claimDue(): Promise<Claim> {
    await this.behave();
    return { token: 'none', entries: [] };
  }

  settle(): Promise<number> {
    return Promise.resolve(0);
  }

  status() {
    return Promise.resolve(emptyStatus(this.name));
  }

  list(): Promise<ListedEntry[]> {
    return Promise.resolve([]);
  }

  purge(): Promise<PurgeCounts> {
    return Promise.resolve({ replayed: 0, discarded: 0 });
  }

  async settledElsewhere(settlements: readonly Settlement[]): Promise<void> {
    await this.behave();
    this.toldOf.push(...settlements);
  }

  private async behave(): Promise<void> {
    if (this.behaviour === 'refuses') throw new Error('The store refuses.');
    if (this.behaviour === 'hangs') await never();
  }
}
