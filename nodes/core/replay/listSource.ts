import type { Clock } from '../ports';
import { failedBefore, isDue } from '../retryQueue/clockSkew';
import type { EntryResult } from './entryResult';
import { type EntrySource, MetEntries, type Taken, type Wanted } from './entrySource';
import type { EntryState, ListedEntry, QueueEntry } from '../retryQueue/queueEntry';
import type { RetryStore, Settlement } from '../retryQueue/retryStore';

/** Looks at entries and takes none away: for a dry run. */
export class ListSource implements EntrySource {
  private after: ListedEntry | null = null;
  private readonly met = new MetEntries();

  constructor(
    private readonly store: RetryStore,
    private readonly wanted: Wanted,
    private readonly clock: Clock,
  ) {}

  restart(): void {
    this.after = null;
  }

  async take(size: number): Promise<Taken> {
    const limit = size + this.met.waiting;
    while (limit > 0) {
      const page = await this.page(limit);
      if (page.length === 0) break;
      const entries = this.takenOf(page, size);
      if (entries.length > 0) return { entries, claim: null };
    }
    return { entries: [], claim: null };
  }

  settle(_: Taken, results: readonly EntryResult[]): Promise<readonly Settlement[]> {
    this.met.note(results);
    return Promise.resolve([]);
  }

  private page(limit: number): Promise<ListedEntry[]> {
    const { source: target, filter, includeParked } = this.wanted;
    const states: EntryState[] = includeParked ? ['pending', 'parked'] : ['pending'];
    const { after } = this;
    return this.store.list({ target, states, filter, limit, after, withPayload: true });
  }

  private takenOf(page: readonly ListedEntry[], size: number): QueueEntry[] {
    const taken: QueueEntry[] = [];
    let fresh = 0;
    for (const entry of page) {
      if (this.isWanted(entry)) {
        if (!this.met.wasGivenBack(entry) && ++fresh > size) {
          // The next page begins with it, unless no further ones are asked for.
          if (size > 0) break;
        } else taken.push(entry);
      }
      this.after = entry;
    }
    return taken;
  }

  /** As a claim chooses. */
  private isWanted(entry: ListedEntry): entry is QueueEntry {
    const { dueOnly, startedAt } = this.wanted;
    const { payload, payloadKind, nextAttemptAt, lastFailedAt } = entry;
    if (payload === null || payloadKind !== 'event' || this.met.wasTried(entry)) return false;
    if (!failedBefore(startedAt.getTime(), Date.parse(lastFailedAt))) return false;
    const mustBeDue = dueOnly && nextAttemptAt !== null;
    return !mustBeDue || isDue(Date.parse(nextAttemptAt), this.clock.now().getTime());
  }
}
