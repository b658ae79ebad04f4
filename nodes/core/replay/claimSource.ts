import type { Clock } from '../ports';
import { type EntryResult, settlementOf } from './entryResult';
import { type EntrySource, MetEntries, type Taken, type Wanted } from './entrySource';
import { released } from '../retryQueue/entryTransitions';
import type { QueueEntry } from '../retryQueue/queueEntry';
import type { RetryStore, Settlement } from '../retryQueue/retryStore';

/** Claims entries, so that no other worker has them meanwhile. */
export class ClaimSource implements EntrySource {
  private readonly met = new MetEntries();
  private isIdle = false;

  constructor(
    private readonly store: RetryStore,
    private readonly wanted: Wanted,
    private readonly clock: Clock,
  ) {}

  restart(): void {
    this.isIdle = false;
  }

  async take(size: number): Promise<Taken> {
    const limit = size + this.met.waiting;
    if (this.isIdle || limit === 0) return { entries: [], claim: null };
    const { source, filter, dueOnly, includeParked, startedAt } = this.wanted;
    const claim = await this.store.claimDue({
      ...{ target: source, filter, limit, now: this.clock.now() },
      ...{ includeNotDue: !dueOnly, failedUntil: startedAt },
      purpose: includeParked ? 'replayParked' : 'replay',
    });
    const taken = { claim, entries: this.takenOf(claim.entries, size) };
    if (taken.entries.length === 0) await this.settle(taken, []);
    return taken;
  }

  async settle({ claim }: Taken, results: readonly EntryResult[]): Promise<readonly Settlement[]> {
    if (claim === null) return [];
    const { met } = this;
    const taken = new Set(results.map(({ entry }) => entry));
    const left = claim.entries.filter((entry) => !taken.has(entry));
    const settlements = [...results.map(settlementOf), ...left.map(unchanged)];
    this.isIdle = results.every(
      ({ entry, outcome }) => outcome === 'skipped' && met.wasGivenBack(entry),
    );
    met.note(results);
    if (settlements.length > 0) await this.store.settle(claim, settlements, this.clock.now());
    return settlements;
  }

  /** Another worker may have those that were to come again; then the claim holds too many others. */
  private takenOf(entries: readonly QueueEntry[], size: number): QueueEntry[] {
    let fresh = 0;
    return entries.filter((entry) => {
      if (this.met.wasGivenBack(entry)) return true;
      return !this.met.wasTried(entry) && ++fresh <= size;
    });
  }
}

function unchanged(entry: QueueEntry): Settlement {
  return { entry, outcome: 'kept', next: released(entry) };
}
