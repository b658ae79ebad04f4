import { endOfBackoffs, failedBefore, isDue } from '../clockSkew';
import type { ClaimRequest } from '../retryStore';
import { type AirtableRecord, textOf, timeOf } from './airtableColumns';
import type { AirtableTable } from './airtableTable';
import type { BaseTraffic } from './baseTraffic';
import { targetId } from './entryRecord';

/** Most records of a page without texts. */
export const PAGE_SIZE = 100;

const DUE_COLUMNS = [
  'queue_id',
  'state',
  'next_retry_at',
  'last_failed_at',
  'claim_token',
] as const;

export interface DueParts {
  readonly table: AirtableTable;
  readonly traffic: BaseTraffic;
  /** `Clock.elapsed()` */
  readonly deadline: number;
}

export interface DueRecord {
  readonly id: string;
  /** Its worker did not come back. */
  readonly isCrashed: boolean;
}

/** Whether all that follow in the list are of no interest. */
type IsBeyond = (record: AirtableRecord) => boolean;

/**
 * Records to claim, what is due longest first; copies of one record count once. The list ends where
 * back-offs begin that are not over; whom a clock that was ahead has stamped is looked up from the
 * other end of it.
 */
export async function dueRecords(request: ClaimRequest, parts: DueParts): Promise<DueRecord[]> {
  const due = new DueRecords(request, parts.traffic);
  const now = request.now.getTime();
  const isLater = (record: AirtableRecord) => !request.includeNotDue && dueAt(record) > now;
  const isWhole = await takeFrom('asc', due, { ...parts, isBeyond: isLater });
  if (!isWhole && !due.isFull) {
    const isBackoff = (record: AirtableRecord) => dueAt(record) <= endOfBackoffs(now);
    await takeFrom('desc', due, { ...parts, isBeyond: isBackoff });
  }
  return [...due.records.values()];
}

/** @returns whether the list was read to its end */
async function takeFrom(
  direction: 'asc' | 'desc',
  due: DueRecords,
  { table, deadline, isBeyond }: DueParts & { isBeyond: IsBeyond },
): Promise<boolean> {
  const list = {
    formula: `AND({target}='${targetId(due.request.target)}',OR({state}='pending',{state}='claimed'))`,
    sortBy: 'next_retry_at',
    direction,
    columns: DUE_COLUMNS,
    pageSize: PAGE_SIZE,
  } as const;
  for await (const page of table.list(list, { deadline })) {
    for (const record of page) due.take(record);
    const last = page.at(-1);
    if (due.isFull || (last !== undefined && isBeyond(last))) return page.length < PAGE_SIZE;
  }
  return true;
}

function dueAt(record: AirtableRecord): number {
  return timeOf(record, 'next_retry_at') ?? 0;
}

class DueRecords {
  readonly records = new Map<string, DueRecord>();
  private readonly names = new Set<string>();

  constructor(
    readonly request: ClaimRequest,
    private readonly traffic: BaseTraffic,
  ) {}

  get isFull(): boolean {
    return this.names.size >= this.request.limit;
  }

  take(record: AirtableRecord): void {
    const name = textOf(record, 'queue_id');
    const isClaimed = textOf(record, 'state') === 'claimed';
    if (!this.isReady(record, isClaimed) || (this.isFull && !this.names.has(name))) return;
    this.names.add(name);
    const isCrashed = isClaimed && !this.traffic.isAbandoned(textOf(record, 'claim_token'));
    this.records.set(record.id, { id: record.id, isCrashed });
  }

  private isReady(record: AirtableRecord, isClaimed: boolean): boolean {
    const { now, includeNotDue, failedUntil } = this.request;
    const isWaiting = isClaimed
      ? dueAt(record) > now.getTime()
      : !includeNotDue && !isDue(dueAt(record), now.getTime());
    if (isWaiting) return false;
    const failedAt = timeOf(record, 'last_failed_at') ?? 0;
    return failedUntil === undefined || failedBefore(failedUntil.getTime(), failedAt);
  }
}
