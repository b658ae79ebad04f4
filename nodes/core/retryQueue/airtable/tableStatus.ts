import { TargetUnavailableError } from '../../errors';
import type { Target } from '../queueEntry';
import type { StoreStatus } from '../retryStore';
import { type AirtableRecord, textOf } from './airtableColumns';
import type { Patience } from './airtableCalls';
import type { AirtableTable } from './airtableTable';
import { PAGE_SIZE } from './dueRecords';
import { targetId } from './entryRecord';
import { anyOf, cellIs } from './formula';
import { namedTargets, waitingByTarget } from './otherTargets';
import { RecordTally } from './recordTally';

const STATUS_COLUMNS = [
  'queue_id',
  'state',
  'lane',
  'code',
  'message',
  'fingerprint',
  'created_at',
  'last_failed_at',
  'target',
] as const;
const SETTLED = ['replayed', 'discarded'];
const TARGET_ID = /^[0-9a-f]{16}$/;

interface StatusRequest {
  readonly target: Target;
  readonly now: Date;
}

/**
 * Counts what waits, copies of one record once, and whose else's entries do. 3,800 records fit into
 * the ten seconds that it may take; more are not counted, and a notice says so.
 */
export async function tableStatus(
  { target, now }: StatusRequest,
  table: AirtableTable,
  patience: Patience,
): Promise<StoreStatus> {
  const { records, isComplete } = await waitingRecords(table, patience);
  const mine = targetId(target);
  const tally = new RecordTally(now);
  for (const record of records) if (textOf(record, 'target') === mine) tally.count(record);
  const others = records.filter((record) => TARGET_ID.test(textOf(record, 'target')));
  const waiting = waitingByTarget(others);
  waiting.delete(mine);
  const cut = `Only the first ${records.length} records in Airtable were counted.`;
  return {
    store: 'airtable',
    ...tally.result(),
    notices: [...tally.notices(), ...(isComplete ? [] : [cut])],
    otherTargets: await namedTargets(waiting, table, patience),
    files: null,
  };
}

/** Of all targets: another one's are seen without a request of their own. */
async function waitingRecords(table: AirtableTable, patience: Patience) {
  const settled = SETTLED.map((state) => cellIs('state', state));
  const request = {
    formula: `NOT(${anyOf([...settled, cellIs('queue_id', '')])})`,
    sortBy: 'created_at',
    columns: STATUS_COLUMNS,
    pageSize: PAGE_SIZE,
  } as const;
  const records = new Map<string, AirtableRecord>();
  try {
    for await (const page of table.list(request, patience)) {
      for (const record of page) records.set(textOf(record, 'queue_id'), record);
    }
  } catch (error) {
    const isOutOfTime = error instanceof TargetUnavailableError && error.code === 'no_time_left';
    if (!isOutOfTime || records.size === 0) throw error;
    return { records: [...records.values()], isComplete: false };
  }
  return { records: [...records.values()], isComplete: true };
}
