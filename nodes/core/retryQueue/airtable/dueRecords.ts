import { endOfBackoffs } from '../clockSkew';
import { type EntryFilter, EVERY_ENTRY } from '../entryFilter';
import type { ClaimRequest } from '../retryStore';
import type { AirtableRecord } from './airtableColumns';
import type { AirtableTable } from './airtableTable';
import type { BaseTraffic } from './baseTraffic';
import { DueRecords, dueAt } from './dueLooks';
import { allOf, heldBy, narrowing } from './formula';

/** Most records of a page without texts. */
export const PAGE_SIZE = 100;
/** Most records of a page with texts: 50 of the largest make 9 MB. */
export const PAGE_SIZE_WITH_TEXTS = 50;

const DUE_COLUMNS = [
  'queue_id',
  'state',
  'next_retry_at',
  'last_failed_at',
  'claim_token',
  'entry',
] as const;

export interface DueParts {
  readonly table: AirtableTable;
  readonly traffic: BaseTraffic;
  /** `Clock.elapsed()` */
  readonly deadline: number;
}

/** Whether all that follow in the list are of no interest. */
type IsBeyond = (record: AirtableRecord) => boolean;

/** Records to claim; copies of one record count once, and those already looked at not at all. */
export async function dueRecords(
  request: ClaimRequest,
  parts: DueParts,
  known: ReadonlySet<string>,
): Promise<DueRecords> {
  const { purpose = 'replay', filter = EVERY_ENTRY } = request;
  const due = new DueRecords(request, parts.traffic, known);
  if (purpose === 'replay' && isEverything(filter)) await takeDue(due, parts);
  else await takeWanted(due, parts);
  return due;
}

function isEverything(filter: EntryFilter): boolean {
  const conditions: readonly (string | readonly string[] | null)[] = Object.values(filter);
  return conditions.every((condition) => condition === null || condition.length === 0);
}

/**
 * What is due longest first. The list ends where back-offs begin that are not over; whom a clock
 * that was ahead has stamped is looked up from the other end of it.
 */
async function takeDue(due: DueRecords, parts: DueParts): Promise<void> {
  const now = due.request.now.getTime();
  const isLater = (record: AirtableRecord) => !due.request.includeNotDue && dueAt(record) > now;
  const isWhole = await takeFrom('asc', due, { ...parts, isBeyond: isLater });
  if (isWhole || due.isFull) return;
  const isBackoff = (record: AirtableRecord) => dueAt(record) <= endOfBackoffs(now);
  await takeFrom('desc', due, { ...parts, isBeyond: isBackoff });
}

/** @returns whether the list was read to its end */
async function takeFrom(
  direction: 'asc' | 'desc',
  due: DueRecords,
  { table, deadline, isBeyond }: DueParts & { isBeyond: IsBeyond },
): Promise<boolean> {
  const list = {
    formula: allOf(heldBy(due.request.target, ['pending', 'claimed'])),
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

/** The oldest first, whose texts tell whether they are wanted. */
async function takeWanted(due: DueRecords, { table, deadline }: DueParts): Promise<void> {
  const { target, purpose = 'replay', filter = EVERY_ENTRY } = due.request;
  const states = purpose === 'replay' ? ['pending', 'claimed'] : ['pending', 'claimed', 'parked'];
  const list = {
    formula: allOf([...heldBy(target, states), ...narrowing(filter)]),
    sortBy: 'created_at',
    pageSize: PAGE_SIZE_WITH_TEXTS,
  } as const;
  for await (const page of table.list(list, { deadline })) {
    for (const record of page) due.take(record, true);
    if (due.isFull) return;
  }
}
