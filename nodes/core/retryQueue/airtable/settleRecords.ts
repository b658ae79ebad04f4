import { ActivityLogError } from '../../errors';
import type { Logger } from '../../ports';
import type { Settlement } from '../retryStore';
import { type Cells, textOf } from './airtableColumns';
import type { Patience } from './airtableCalls';
import { type AirtableTable, RECORDS_PER_REQUEST } from './airtableTable';
import { listOfClaim } from './claimRecords';
import { PAGE_SIZE } from './dueRecords';
import { cellsOf, columnsOf, pointerTo, queueId } from './entryRecord';

interface SettleParts extends Patience {
  readonly table: AirtableTable;
  readonly logger: Logger;
}

/** Writes what became of a claim into the records, and their copies, that still carry its token. */
export async function settleRecords(
  token: string,
  settlements: readonly Settlement[],
  { table, logger, ...patience }: SettleParts,
): Promise<void> {
  const cells = new Map(settlements.map((one) => [queueId(one.entry), cellsAfter(one)]));
  const columns = ['queue_id'] as const;
  const updates = new Map<string, { id: string; name: string; cells: Cells }>();
  const list = { ...listOfClaim(token), columns, pageSize: PAGE_SIZE };
  for await (const page of table.list(list, patience)) {
    for (const record of page) {
      const name = textOf(record, 'queue_id');
      const after = cells.get(name);
      if (after !== undefined) updates.set(record.id, { id: record.id, name, cells: after });
    }
  }
  const refused = new Set(await table.update([...updates.values()], patience));
  const held = [...updates.values()].filter(({ id }) => !refused.has(id));
  const settled = new Set(held.map(({ name }) => name));
  const missing = [...cells.keys()].filter((name) => !settled.has(name)).length;
  if (missing > 0) {
    // Its lease ended, a person changed it, or another worker has it: it is replayed again.
    const message = 'A claim of the Airtable retry queue had ended before it was settled.';
    logger.warn(message, { missing, of: settlements.length });
  }
}

/**
 * Shows in the pointer records of oversized entries what another store made of them. A failure is
 * logged: the records only point.
 */
export async function settlePointers(
  settlements: readonly Settlement[],
  { table, logger, ...patience }: SettleParts,
): Promise<void> {
  const pointers = settlements.filter(({ entry }) => cellsOf(entry) === null).map(pointerAfter);
  try {
    for (let start = 0; start < pointers.length; start += RECORDS_PER_REQUEST) {
      await table.upsert(pointers.slice(start, start + RECORDS_PER_REQUEST), patience);
    }
  } catch (error) {
    if (!(error instanceof ActivityLogError)) throw error;
    const message = 'Records in Airtable that point to the spool could not be brought up to date.';
    logger.warn(message, { code: error.code, records: pointers.length });
  }
}

function cellsAfter(settlement: Settlement): Cells {
  switch (settlement.outcome) {
    case 'replayed':
    case 'duplicate':
      return { state: 'replayed', next_retry_at: null, claim_token: null };
    case 'kept':
      // A history that has outgrown its cell stays as it was; state and dates are true all the same.
      return cellsOf(settlement.next) ?? columnsOf(settlement.next);
  }
}

/** A record that still waits in the spool stays a pointer, with its newest figures. */
function pointerAfter(settlement: Settlement): Cells {
  switch (settlement.outcome) {
    case 'replayed':
    case 'duplicate':
      return { queue_id: queueId(settlement.entry), state: 'replayed' };
    case 'kept':
      return pointerTo(settlement.next);
  }
}
