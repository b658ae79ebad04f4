import { ActivityLogError } from '../../errors';
import type { Logger } from '../../ports';
import type { QueueEntry } from '../queueEntry';
import type { Settlement } from '../retryStore';
import { type Cells, textOf } from './airtableColumns';
import type { Patience } from './airtableCalls';
import { type AirtableTable, RECORDS_PER_REQUEST } from './airtableTable';
import { PAGE_SIZE } from './dueRecords';
import { cellsOf, pointerTo, queueId } from './entryRecord';
import { anyOf, cellIs } from './formula';

interface PointerParts extends Patience {
  readonly table: AirtableTable;
  readonly logger: Logger;
}

/**
 * Shows in the pointer records of oversized entries what another store made of them. A failure is
 * logged: the records only point.
 */
export async function settlePointers(
  settlements: readonly Settlement[],
  { table, logger, ...patience }: PointerParts,
): Promise<void> {
  const pointers = settlements.filter(({ entry }) => isTooLong(entry));
  try {
    for (let start = 0; start < pointers.length; start += RECORDS_PER_REQUEST) {
      await settleSome(pointers.slice(start, start + RECORDS_PER_REQUEST), table, patience);
    }
  } catch (error) {
    if (!(error instanceof ActivityLogError)) throw error;
    const message = 'Records in Airtable that point to the spool could not be brought up to date.';
    logger.warn(message, { code: error.code, records: pointers.length });
  }
}

/** New pointers first, so that an interruption leaves one too many. */
async function settleSome(
  settlements: readonly Settlement[],
  table: AirtableTable,
  patience: Patience,
): Promise<void> {
  const known = new Map<string, string[]>();
  const formula = anyOf(settlements.map(({ entry }) => cellIs('queue_id', queueId(entry))));
  const list = { formula, sortBy: 'queue_id', columns: ['queue_id'], pageSize: PAGE_SIZE } as const;
  for await (const page of table.list(list, patience)) {
    for (const record of page) {
      const name = textOf(record, 'queue_id');
      known.set(name, [...(known.get(name) ?? []), record.id]);
    }
  }
  const steps = settlements.map((settlement) => {
    const ids = known.get(queueId(settlement.entry)) ?? [];
    return { ids, ...pointerAfter(settlement) };
  });
  const fresh = steps.flatMap(({ ids, fresh: cells }) => (ids.length > 0 && cells ? [cells] : []));
  if (fresh.length > 0) await table.upsert(fresh, patience);
  const updates = steps.flatMap(({ ids, cells }) =>
    cells === null ? [] : ids.map((id) => ({ id, cells })),
  );
  await table.update(updates, patience);
  await table.remove(
    steps.flatMap(({ ids, cells }) => (cells === null ? ids : [])),
    patience,
  );
}

interface PointerStep {
  /** For the record that is there; null: it goes. */
  readonly cells: Cells | null;
  /** For a record that is to point to the edited entry. */
  readonly fresh: Cells | null;
}

/** A record that still waits in the spool stays a pointer, with its newest figures. */
function pointerAfter(settlement: Settlement): PointerStep {
  if (settlement.outcome !== 'kept') return { cells: { state: 'replayed' }, fresh: null };
  const { entry, next } = settlement;
  if (queueId(next) === queueId(entry)) return { cells: pointerTo(next), fresh: null };
  // An edited entry that would fit waits in the spool all the same, where it is seen.
  return { cells: null, fresh: isTooLong(next) ? pointerTo(next) : null };
}

function isTooLong(entry: QueueEntry): boolean {
  return cellsOf(entry) === null;
}
