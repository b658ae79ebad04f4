import type { Clock } from '../ports';
import { type EntryResult, settlementOf } from './entryResult';
import { type EntrySource, MetEntries, type Taken, type Wanted } from './entrySource';
import { released } from '../retryQueue/entryTransitions';
import type { QueueEntry } from '../retryQueue/queueEntry';
import type { Claim, RetryStore, Settlement } from '../retryQueue/retryStore';

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
    let goesOn = !this.isIdle;
    while (goesOn && size + this.met.waiting > 0) {
      const claim = await this.claim(size + this.met.waiting);
      const entries = this.takenOf(claim.entries, size);
      if (entries.length > 0) return { entries, claim };
      // Copies of what was tried can fill a claim; the rest lies behind them.
      goesOn = this.met.seeAgain(claim.entries);
      await this.tell(claim, claim.entries.map(this.untried));
    }
    return { entries: [], claim: null };
  }

  async settle({ claim }: Taken, results: readonly EntryResult[]): Promise<readonly Settlement[]> {
    if (claim === null) return [];
    const { met } = this;
    const taken = new Set(results.map(({ entry }) => entry));
    const left = claim.entries.filter((entry) => !taken.has(entry));
    const isRepetition = results.every(
      ({ entry, outcome }) => outcome === 'skipped' && met.wasGivenBack(entry),
    );
    met.note(results);
    this.isIdle = !met.seeAgain(left) && isRepetition;
    return this.tell(claim, [...results.map(settlementOf), ...left.map(this.untried)]);
  }

  private claim(limit: number): Promise<Claim> {
    const { source, filter, dueOnly, includeParked, startedAt } = this.wanted;
    return this.store.claimDue({
      ...{ target: source, filter, limit, now: this.clock.now() },
      ...{ includeNotDue: !dueOnly, failedUntil: startedAt },
      purpose: includeParked ? 'replayParked' : 'replay',
    });
  }

  private async tell(
    claim: Claim,
    settlements: readonly Settlement[],
  ): Promise<readonly Settlement[]> {
    if (settlements.length > 0) await this.store.settle(claim, settlements, this.clock.now());
    return settlements;
  }

  /** The copy of an event that this run has brought to the target is done with, too. */
  private readonly untried = (entry: QueueEntry): Settlement =>
    this.met.isInTarget(entry)
      ? { entry, outcome: 'duplicate' }
      : { entry, outcome: 'kept', next: released(entry) };

  /** Another worker may have those that were to come again; then the claim holds too many others. */
  private takenOf(entries: readonly QueueEntry[], size: number): QueueEntry[] {
    let fresh = 0;
    return entries.filter((entry) => {
      if (this.met.wasGivenBack(entry)) return true;
      return !this.met.wasTried(entry) && ++fresh <= size;
    });
  }
}
