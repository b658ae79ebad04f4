import { TargetUnavailableError } from '../../errors';
import type { Lane } from '../../writeFailure';
import type { EntryState, Target } from '../queueEntry';
import { depthSchema } from '../queueEntrySchema';
import type { StoreStatus } from '../retryStore';
import {
  type AirtableRecord,
  IN_SPOOL,
  PARKED_IN_SPOOL,
  UNREADABLE,
  textOf,
  timeOf,
} from './airtableColumns';
import type { Patience } from './airtableCalls';
import type { AirtableTable } from './airtableTable';
import { PAGE_SIZE } from './dueRecords';
import { targetId } from './entryRecord';

const STATUS_COLUMNS = ['queue_id', 'state', 'lane', 'created_at'] as const;
/** Done, or counted by the store that holds them. */
const SETTLED = ['replayed', 'discarded', IN_SPOOL, PARKED_IN_SPOOL];

/**
 * Counts what waits, copies of one record once. 4,000 records fit into the ten seconds that it may
 * take; more are not counted, and a notice says so.
 */
export async function tableStatus(
  target: Target,
  table: AirtableTable,
  patience: Patience,
): Promise<StoreStatus> {
  const settled = SETTLED.map((state) => `{state}='${state}'`).join(',');
  const request = {
    formula: `AND({target}='${targetId(target)}',NOT(OR(${settled})))`,
    sortBy: 'created_at',
    columns: STATUS_COLUMNS,
    pageSize: PAGE_SIZE,
  } as const;
  const records = new Map<string, AirtableRecord>();
  let isComplete = true;
  try {
    for await (const page of table.list(request, patience)) {
      for (const record of page) records.set(textOf(record, 'queue_id') || record.id, record);
    }
  } catch (error) {
    const isOutOfTime = error instanceof TargetUnavailableError && error.code === 'no_time_left';
    if (!isOutOfTime || records.size === 0) throw error;
    isComplete = false;
  }
  return statusOf([...records.values()], isComplete);
}

function statusOf(records: readonly AirtableRecord[], isComplete: boolean): StoreStatus {
  const depth = new Map<string, { state: EntryState; lane: Lane; count: number }>();
  const notices: string[] = [];
  let unreadable = 0;
  let changed = 0;
  let oldest: number | null = null;
  for (const record of records) {
    const state = textOf(record, 'state');
    const lane = textOf(record, 'lane');
    const read = depthSchema.safeParse({ state, lane, count: 1 });
    if (state === UNREADABLE) unreadable += 1;
    else if (!read.success) changed += 1;
    else {
      const before = depth.get(`${state} ${lane}`)?.count ?? 0;
      depth.set(`${state} ${lane}`, { ...read.data, count: before + 1 });
      const failedAt = timeOf(record, 'created_at') ?? oldest;
      if (failedAt !== null) oldest = Math.min(oldest ?? failedAt, failedAt);
    }
  }
  if (unreadable > 0) {
    notices.push(
      `Records in Airtable whose payload or entry was changed: ${unreadable}. Restore the text and set their state to pending.`,
    );
  }
  if (changed > 0) {
    notices.push(
      `Records in Airtable with a state or lane that is none: ${changed}. Set their state to pending, parked or discarded.`,
    );
  }
  if (!isComplete) {
    notices.push(`Only the first ${records.length} records in Airtable were counted.`);
  }
  const oldestFailedAt = oldest === null ? null : new Date(oldest).toISOString();
  return { store: 'airtable', depth: [...depth.values()], oldestFailedAt, notices };
}
