import { ActivityLogError, CancelledError } from './errors';
import type { EntryFilter } from './retryQueue/entryFilter';
import { byAge } from './retryQueue/entryKey';
import type { EntryState, ListedEntry, Target } from './retryQueue/queueEntry';
import type { RetryStore, RetryStoreName } from './retryQueue/retryStore';

/** Entries that a store is asked for at once; with their payloads, which may be long, fewer. */
const PAGE = 500;
const PAGE_WITH_PAYLOAD = 100;

export interface ListQueueRequest {
  readonly target: Target;
  /** None: those that wait (pending, claimed, parked). */
  readonly states: readonly EntryState[];
  readonly filter: EntryFilter;
  /** Null: all. */
  readonly limit: number | null;
  readonly withPayload: boolean;
}

export interface ListQueueParts {
  readonly stores: readonly RetryStore[];
  readonly signal?: AbortSignal | undefined;
}

/** An entry, and where it is. */
export interface QueuedEntry {
  readonly store: RetryStoreName;
  readonly entry: ListedEntry;
}

export interface QueueList {
  /** Oldest failure first; an entry that sits in two stores is there twice. */
  readonly entries: readonly QueuedEntry[];
  /** Stores that could not be asked (to their end), in words. */
  readonly notices: readonly string[];
}

/**
 * Looks at what is in all stores together and claims nothing. A store that fails becomes a notice;
 * what it had answered stays.
 * @throws CancelledError between two pages
 */
export async function listQueue(
  request: ListQueueRequest,
  parts: ListQueueParts,
): Promise<QueueList> {
  const { limit } = request;
  const sources = parts.stores.map((store) => new StoreEntries(store, request, parts.signal));
  const entries: QueuedEntry[] = [];
  while (limit === null || entries.length < limit) {
    await Promise.all(sources.map((source) => source.fill()));
    const next = oldestOf(sources);
    if (next === null) break;
    entries.push(next);
  }
  return { entries, notices: sources.flatMap(({ notice }) => notice ?? []) };
}

function oldestOf(sources: readonly StoreEntries[]): QueuedEntry | null {
  let oldest: { source: StoreEntries; entry: ListedEntry } | null = null;
  for (const source of sources) {
    const entry = source.head;
    if (entry === undefined) continue;
    if (oldest === null || byAge(entry, oldest.entry) < 0) oldest = { source, entry };
  }
  if (oldest === null) return null;
  oldest.source.drop();
  return { store: oldest.source.name, entry: oldest.entry };
}

/** The entries of one store, page by page. */
class StoreEntries {
  notice: string | null = null;
  private page: readonly ListedEntry[] = [];
  private at = 0;
  private last: ListedEntry | null = null;
  private ended = false;

  constructor(
    private readonly store: RetryStore,
    private readonly request: ListQueueRequest,
    private readonly signal: AbortSignal | undefined,
  ) {}

  get name(): RetryStoreName {
    return this.store.name;
  }

  get head(): ListedEntry | undefined {
    return this.page[this.at];
  }

  drop(): void {
    this.at++;
  }

  /** Asks for the next page when the present one is used up. */
  async fill(): Promise<void> {
    if (this.ended || this.head !== undefined) return;
    if (this.signal?.aborted === true) throw new CancelledError();
    try {
      this.page = await this.nextPage();
    } catch (error) {
      if (!(error instanceof ActivityLogError)) throw error;
      this.page = [];
      this.notice = `${error.message} ${error.hint ?? ''}`.trim();
    }
    this.at = 0;
    this.last = this.page.at(-1) ?? this.last;
    // Not by a short page: a store may leave out what it cannot read.
    this.ended = this.page.length === 0;
  }

  private nextPage(): Promise<ListedEntry[]> {
    const { limit, ...wanted } = this.request;
    const most = wanted.withPayload ? PAGE_WITH_PAYLOAD : PAGE;
    const page = { limit: Math.min(most, limit ?? most), after: this.last };
    return this.store.list({ ...wanted, ...page });
  }
}
