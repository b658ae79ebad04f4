import type { Logger } from '../../ports';
import type { EntryResolution } from '../queueEntry';
import type { Settlement } from '../retryStore';
import { type Cells, textOf } from './airtableColumns';
import type { Patience } from './airtableCalls';
import type { AirtableTable, RecordUpdate } from './airtableTable';
import { listOfClaim } from './claimRecords';
import { PAGE_SIZE } from './dueRecords';
import { cellsOf, columnsOf, queueId } from './entryRecord';
import { type Renamed, replaceRecords } from './replaceRecords';

interface SettleParts extends Patience {
  readonly table: AirtableTable;
  readonly logger: Logger;
  readonly now: Date;
}

/**
 * Writes what became of a claim into the records, and their copies, that still carry its token.
 * What a person has parked or discarded meanwhile is not made to wait again.
 * @returns how many settlements took effect
 * @throws ConfigurationError when an edited entry is too long for Airtable: it stays as it was
 */
export async function settleRecords(
  token: string,
  settlements: readonly Settlement[],
  { table, logger, now, ...patience }: SettleParts,
): Promise<number> {
  const held = await heldRecords(token, table, patience);
  const updates: (RecordUpdate & { readonly name: string })[] = [];
  const renamed: Renamed[] = [];
  for (const settlement of settlements) {
    const name = queueId(settlement.entry);
    const ids = (held.get(name) ?? [])
      .filter(({ isClaimed }) => isClaimed || isInLog(settlement))
      .map(({ id }) => id);
    if (settlement.outcome === 'kept' && queueId(settlement.next) !== name) {
      if (ids.length > 0) renamed.push({ ids, entry: settlement.entry, next: settlement.next });
    } else {
      const cells = cellsAfter(settlement, now);
      updates.push(...ids.map((id) => ({ id, name, cells })));
    }
  }
  const refused = new Set(await table.update(updates, patience));
  await replaceRecords(renamed, table, patience);
  const settled = new Set(updates.filter(({ id }) => !refused.has(id)).map(({ name }) => name));
  const missing = settlements.length - settled.size - renamed.length;
  if (missing > 0) {
    // Its lease ended, a person changed it, or another worker has it: it is replayed again.
    const message = 'A claim of the Airtable retry queue had ended before it was settled.';
    logger.warn(message, { missing, of: settlements.length });
  }
  return settlements.length - missing;
}

/** True whatever a person thinks of it. */
function isInLog({ outcome }: Settlement): boolean {
  return outcome !== 'kept';
}

interface HeldRecord {
  readonly id: string;
  /** Whether nobody changed its state since. */
  readonly isClaimed: boolean;
}

/** The records that carry the token, by `queue_id`. */
async function heldRecords(
  token: string,
  table: AirtableTable,
  patience: Patience,
): Promise<Map<string, HeldRecord[]>> {
  const held = new Map<string, Map<string, HeldRecord>>();
  const columns = ['queue_id', 'state'] as const;
  const list = { ...listOfClaim(token), columns, pageSize: PAGE_SIZE };
  for await (const page of table.list(list, patience)) {
    for (const record of page) {
      const name = textOf(record, 'queue_id');
      const { id } = record;
      const isClaimed = textOf(record, 'state') === 'claimed';
      const records = held.get(name) ?? new Map<string, HeldRecord>();
      held.set(name, records.set(id, { id, isClaimed }));
    }
  }
  return new Map([...held].map(([name, records]) => [name, [...records.values()]]));
}

function cellsAfter(settlement: Settlement, now: Date): Cells {
  switch (settlement.outcome) {
    case 'replayed':
    case 'duplicate':
      return replayedCells(settlement.entry, settlement.outcome, now);
    case 'kept':
      // A history that has outgrown its cell stays as it was; state and dates are true all the same.
      return cellsOf(settlement.next) ?? columnsOf(settlement.next);
  }
}

function replayedCells(
  entry: Settlement['entry'],
  outcome: EntryResolution['outcome'],
  now: Date,
): Cells {
  const resolution = { outcome, at: now.toISOString(), by: null, reason: null };
  const cells = { state: 'replayed', next_retry_at: null, claim_token: null };
  const replayed = cellsOf({ ...entry, state: 'replayed', nextAttemptAt: null, resolution });
  if (replayed === null) return cells;
  const { payload, entry: texts } = replayed;
  return { ...cells, payload: payload ?? null, entry: texts ?? null };
}
