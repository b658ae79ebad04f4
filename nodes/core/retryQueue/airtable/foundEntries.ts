import { type EntryFilter, matchesFilter } from '../entryFilter';
import { byAge, targetKey } from '../entryKey';
import type { ListedEntry } from '../queueEntry';
import type { ListRequest } from '../retryStore';
import { type AirtableRecord, timeOf } from './airtableColumns';
import { queueId } from './entryRecord';
import { heldEntry } from './heldEntry';

/** What a list of records, sorted by `created_at`, has brought so far; copies count once. */
export class FoundEntries {
  private readonly byName = new Map<string, ListedEntry>();
  private after: ListedEntry | null = null;
  /** The newest `created_at` seen (milliseconds since 1970); null when it could not be read. */
  private reached: number | null = null;

  constructor(
    private readonly request: Pick<ListRequest, 'target' | 'filter' | 'withPayload'>,
    private readonly now: Date,
  ) {}

  /** Only what is behind that entry is wanted from now on. */
  passOver(after: ListedEntry | null): void {
    this.after = after;
    for (const [name, entry] of this.byName) if (!this.isBehind(entry)) this.byName.delete(name);
  }

  take(record: AirtableRecord): void {
    const { target, filter, withPayload } = this.request;
    this.reached = timeOf(record, 'created_at');
    const entry = heldEntry(record, this.now);
    if (entry === null || targetKey(entry.target) !== targetKey(target)) return;
    if (!matchesFilter(entry, filter) || !this.isBehind(entry)) return;
    this.byName.set(queueId(entry), withPayload ? entry : { ...entry, payload: null });
  }

  /**
   * Whether no record that is yet to come can be among the `limit` oldest. A column of dates
   * without time shows a day's beginning: never later than the entry failed.
   */
  isComplete(limit: number): boolean {
    const { reached } = this;
    if (reached === null) return false;
    if (isOver(this.request.filter, reached)) return true;
    const last = this.byName.size < limit ? undefined : this.oldest(limit).at(-1);
    return last !== undefined && reached > Date.parse(last.firstFailedAt);
  }

  oldest(limit: number): ListedEntry[] {
    return [...this.byName.values()].sort(inOrder).slice(0, limit);
  }

  private isBehind(entry: ListedEntry): boolean {
    return this.after === null || inOrder(entry, this.after) > 0;
  }
}

function isOver({ failedBefore }: EntryFilter, reached: number): boolean {
  return failedBefore !== null && reached >= Date.parse(failedBefore);
}

/** Two payloads of one event follow each other in any, but always the same, order. */
function inOrder(one: ListedEntry, other: ListedEntry): number {
  const age = byAge(one, other);
  if (age !== 0 || one.payloadHash === other.payloadHash) return age;
  return one.payloadHash < other.payloadHash ? -1 : 1;
}
