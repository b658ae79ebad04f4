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
  /** By key, whether the event is in the target. */
  private readonly tried = new Map<string, boolean>();
  private readonly seenAgain = new Set<string>();
  /** Tried in vain, and there again. */
  private inTheWay = 0;

  /** Entries that come again and must not hide those behind them. */
  get waiting(): number {
    return this.givenBack.size + this.inTheWay;
  }

  note(results: readonly EntryResult[]): void {
    for (const { entry, outcome, next } of results) {
      const key = entryKey(entry);
      if (outcome === 'skipped') this.givenBack.add(key);
      else {
        this.givenBack.delete(key);
        this.tried.set(key, next === null || this.isInTarget(entry));
      }
    }
  }

  /**
   * Of entries that are not tried: what was tried before has a copy, as a store of files may keep.
   * @returns whether the run had not seen all of those again yet
   */
  seeAgain(entries: readonly ListedEntry[]): boolean {
    const before = this.seenAgain.size;
    for (const entry of entries) {
      const key = entryKey(entry);
      if (!this.tried.has(key) || this.seenAgain.has(key)) continue;
      this.seenAgain.add(key);
      if (!this.isInTarget(entry)) this.inTheWay++;
    }
    return this.seenAgain.size > before;
  }

  wasGivenBack(entry: ListedEntry): boolean {
    return this.givenBack.has(entryKey(entry));
  }

  wasTried(entry: ListedEntry): boolean {
    return this.tried.has(entryKey(entry));
  }

  /** Whether this run has found or brought it there. */
  isInTarget(entry: ListedEntry): boolean {
    return this.tried.get(entryKey(entry)) === true;
  }
}
