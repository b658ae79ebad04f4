import type { EntryFilter } from '../retryQueue/entryFilter';
import { entryKey } from '../retryQueue/entryKey';
import type { EntryResult } from './entryResult';
import type { ListedEntry, QueueEntry, Target } from '../retryQueue/queueEntry';
import type { Claim, Settlement } from '../retryQueue/retryStore';

/** Which entries a run takes. */
export interface Wanted {
  readonly source: Target;
  readonly filter: EntryFilter;
  /** False: also entries whose back-off is not over. */
  readonly dueOnly: boolean;
  /** Also events that are parked; never what was no event. */
  readonly includeParked: boolean;
  /** When the run started: it does not meet again what it tried. */
  readonly startedAt: Date;
}

/** Entries of one store, oldest first. */
export interface EntrySource {
  /** Begins anew: what was given back may be tried again. */
  restart(): void;
  /**
   * At most `size` that were not taken before, beside those that were given back; none when there
   * is nothing more to try.
   */
  take(size: number): Promise<Taken>;
  /** Says what became of all that was taken. @returns what the store was told */
  settle(taken: Taken, results: readonly EntryResult[]): Promise<readonly Settlement[]>;
}

/** What was taken at once. */
export interface Taken {
  readonly entries: readonly QueueEntry[];
  /** Null: nothing was claimed. */
  readonly claim: Claim | null;
}

/** What a run knows of the entries of one store. */
export class MetEntries {
  private readonly givenBack = new Set<string>();
  private readonly tried = new Set<string>();

  /** Entries that come again and must not hide those behind them. */
  get waiting(): number {
    return this.givenBack.size;
  }

  note(results: readonly EntryResult[]): void {
    for (const { entry, outcome } of results) {
      const key = entryKey(entry);
      if (outcome === 'skipped') this.givenBack.add(key);
      else {
        this.givenBack.delete(key);
        this.tried.add(key);
      }
    }
  }

  wasGivenBack(entry: ListedEntry): boolean {
    return this.givenBack.has(entryKey(entry));
  }

  wasTried(entry: ListedEntry): boolean {
    return this.tried.has(entryKey(entry));
  }
}
