import type { EntryState, ListedEntry } from '../queueEntry';
import { entryKey, targetKey } from '../entryKey';
import type { ListRequest } from '../retryStore';
import type { AirtableRecord } from './airtableColumns';
import type { Patience } from './airtableCalls';
import type { AirtableTable } from './airtableTable';
import { PAGE_SIZE_WITH_TEXTS } from './dueRecords';
import { FoundEntries } from './foundEntries';
import { allOf, heldBy, narrowing } from './formula';

const WAITING: readonly EntryState[] = ['pending', 'claimed', 'parked'];

interface ListParts extends Patience {
  readonly now: Date;
}

/**
 * Lists entries in the order of their first failure. Who asks for the page behind the last one gets
 * it without the pages before it being read again: requests to Airtable are few.
 */
export class RecordLists {
  private open: OpenList | null = null;

  constructor(private readonly table: AirtableTable) {}

  async read(request: ListRequest, { now, ...patience }: ListParts): Promise<ListedEntry[]> {
    const list =
      this.open?.isFollowedBy(request) === true
        ? this.open
        : new OpenList(this.table, { request, now });
    // Another look meanwhile has a list of its own, and so has the next one after a failure.
    this.open = null;
    const page = await list.next(request, patience);
    this.open = list;
    return page;
  }
}

/**
 * Texts are always read: the seal is over both of them. What lies in the spool is listed there, and
 * what cannot be read only counted by the status.
 */
class OpenList {
  private readonly found: FoundEntries;
  private readonly pages: AsyncGenerator<AirtableRecord[]>;
  private readonly patience = { deadline: 0, patient: false };
  private readonly subject: string;
  private last: ListedEntry | null = null;
  private isAtEnd = false;

  constructor(table: AirtableTable, { request, now }: { request: ListRequest; now: Date }) {
    this.subject = subjectOf(request);
    this.found = new FoundEntries(request, now);
    const states = request.states.length === 0 ? WAITING : request.states;
    const list = {
      formula: allOf([...heldBy(request.target, states), ...narrowing(request.filter)]),
      sortBy: 'created_at',
      pageSize: PAGE_SIZE_WITH_TEXTS,
    } as const;
    this.pages = table.list(list, this.patience);
  }

  isFollowedBy(request: ListRequest): boolean {
    const { last } = this;
    if (last === null || request.after === null || subjectOf(request) !== this.subject)
      return false;
    return entryKey(last) === entryKey(request.after);
  }

  async next(request: ListRequest, { deadline, patient = false }: Patience) {
    Object.assign(this.patience, { deadline, patient });
    this.found.passOver(request.after);
    while (!this.isAtEnd && !this.found.isComplete(request.limit)) {
      const step = await this.pages.next();
      if (step.done === true) this.isAtEnd = true;
      else for (const record of step.value) this.found.take(record);
    }
    const page = this.found.oldest(request.limit);
    this.last = page.at(-1) ?? null;
    return page;
  }
}

function subjectOf({ target, states, filter, withPayload }: ListRequest): string {
  return JSON.stringify([targetKey(target), states, filter, withPayload]);
}
