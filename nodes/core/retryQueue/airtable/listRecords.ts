import { matchesFilter } from '../entryFilter';
import { byAge, targetKey } from '../entryKey';
import type { EntryState, ListedEntry } from '../queueEntry';
import type { ListRequest } from '../retryStore';
import { type AirtableRecord, timeOf } from './airtableColumns';
import type { Patience } from './airtableCalls';
import type { AirtableTable } from './airtableTable';
import { PAGE_SIZE_WITH_TEXTS } from './dueRecords';
import { queueId } from './entryRecord';
import { allOf, heldBy, narrowing } from './formula';
import { heldEntry } from './heldEntry';

const WAITING: readonly EntryState[] = ['pending', 'claimed', 'parked'];

interface ListParts extends Patience {
  readonly table: AirtableTable;
  readonly now: Date;
}

/**
 * Entries in the order of their first failure, copies of one record once. Texts are always read:
 * the seal is over both of them. What lies in the spool is listed there, and what cannot be read
 * only counted by the status.
 */
export async function listRecords(
  request: ListRequest,
  { table, now, ...patience }: ListParts,
): Promise<ListedEntry[]> {
  const found = new FoundEntries(request, now);
  const states = request.states.length === 0 ? WAITING : request.states;
  const list = {
    formula: allOf([...heldBy(request.target, states), ...narrowing(request.filter)]),
    sortBy: 'created_at',
    pageSize: PAGE_SIZE_WITH_TEXTS,
  } as const;
  for await (const page of table.list(list, patience)) {
    for (const record of page) found.take(record);
    const last = page.at(-1);
    if (last !== undefined && found.isCompleteBefore(last)) break;
  }
  return found.oldest();
}

class FoundEntries {
  private readonly byName = new Map<string, ListedEntry>();

  constructor(
    private readonly request: ListRequest,
    private readonly now: Date,
  ) {}

  take(record: AirtableRecord): void {
    const { target, filter, after, withPayload } = this.request;
    const entry = heldEntry(record, this.now);
    if (entry === null || targetKey(entry.target) !== targetKey(target)) return;
    if (!matchesFilter(entry, filter)) return;
    if (after !== null && inOrder(entry, after) <= 0) return;
    this.byName.set(queueId(entry), withPayload ? entry : { ...entry, payload: null });
  }

  /**
   * Whether no record behind the given one can belong to the answer. A column of dates without
   * time shows a day's beginning: never later than the entry failed.
   */
  isCompleteBefore(record: AirtableRecord): boolean {
    const { limit, filter } = this.request;
    const time = timeOf(record, 'created_at');
    if (time === null) return false;
    if (filter.failedBefore !== null && time >= Date.parse(filter.failedBefore)) return true;
    const last = this.byName.size < limit ? undefined : this.oldest().at(-1);
    return last !== undefined && time > Date.parse(last.firstFailedAt);
  }

  oldest(): ListedEntry[] {
    return [...this.byName.values()].sort(inOrder).slice(0, this.request.limit);
  }
}

/** Two payloads of one event follow each other in any, but always the same, order. */
function inOrder(one: ListedEntry, other: ListedEntry): number {
  const age = byAge(one, other);
  if (age !== 0 || one.payloadHash === other.payloadHash) return age;
  return one.payloadHash < other.payloadHash ? -1 : 1;
}
