import { ActivityLogError } from '../../errors';
import { distinctEntries } from '../entryKey';
import type { QueueEntry } from '../queueEntry';
import type { PutResult } from '../retryStore';
import type { Patience } from './airtableCalls';
import type { Cells } from './airtableColumns';
import { RecordsRefusedError } from './airtableError';
import { type AirtableTable, RECORDS_PER_REQUEST } from './airtableTable';
import { cellsOf, pointerTo, queueId } from './entryRecord';

interface Row {
  readonly entry: QueueEntry;
  readonly cells: Cells;
  /** False: the record only says that the entry is in the spool. */
  readonly isWhole: boolean;
}

/** More than that is not the records' fault, e.g. the base is full. */
const MOST_REFUSED_IN_A_ROW = 3;

/** Why an entry whose texts do not fit is left, its record being a pointer. */
export const TOO_LARGE = 'too_large';

/**
 * Upserts the entries, ten a request, until the deadline. Unless it is patient, nothing more is
 * sent after a penalty, an outage or a missing answer: what is not acknowledged is left, and may be in Airtable all the
 * same, which another upsert or a replay does not mind.
 * @throws the cause, when not one entry is known to be safe because of it
 */
export async function putRecords(
  entries: readonly QueueEntry[],
  table: AirtableTable,
  patience: Patience,
): Promise<PutResult> {
  const distinct = distinctEntries(entries);
  const run = new PutRun(table, patience);
  for (let start = 0; start < distinct.length && !run.ended; start += RECORDS_PER_REQUEST) {
    // Packing large texts takes time: only of those whose turn comes.
    await run.putChunk(distinct.slice(start, start + RECORDS_PER_REQUEST).map(toRow));
  }
  const left = distinct.filter((entry) => !run.kept.has(entry));
  if (run.failure !== null && left.length === distinct.length) throw run.failure;
  return { left, code: run.failure?.code ?? (left.length > 0 ? TOO_LARGE : null) };
}

function toRow(entry: QueueEntry): Row {
  const cells = cellsOf(entry);
  return { entry, cells: cells ?? pointerTo(entry), isWhole: cells !== null };
}

class PutRun {
  readonly kept = new Set<QueueEntry>();
  failure: ActivityLogError | null = null;
  ended = false;
  private refusedInARow = 0;

  constructor(
    private readonly table: AirtableTable,
    private readonly patience: Patience,
  ) {}

  async putChunk(rows: readonly Row[]): Promise<void> {
    try {
      await this.put(rows);
    } catch (error) {
      if (!(error instanceof ActivityLogError)) throw error;
      this.failure = error;
      this.ended = true;
    }
  }

  /** Halves what Airtable refuses, until the record that is at fault stands alone. */
  private async put(rows: readonly Row[]): Promise<void> {
    if (this.ended) return;
    try {
      const cells = rows.map((row) => row.cells);
      await this.table.upsert(cells, this.patience);
      for (const row of rows) this.taken(row);
    } catch (error) {
      if (!(error instanceof RecordsRefusedError)) throw error;
      const [row, ...others] = rows;
      if (row === undefined) return;
      if (others.length === 0) return this.putAlone(row, error);
      const middle = Math.ceil(rows.length / 2);
      await this.put(rows.slice(0, middle));
      await this.put(rows.slice(middle));
    }
  }

  /** Somebody duplicated the record, so that an upsert matches several: all copies are updated. */
  private async putAlone(row: Row, refusal: RecordsRefusedError): Promise<void> {
    const { patience } = this;
    const formula = `{queue_id}='${queueId(row.entry)}'`;
    const request = { formula, sortBy: 'queue_id', columns: ['queue_id'], pageSize: 100 } as const;
    const copies = new Set<string>();
    for await (const page of this.table.list(request, patience)) {
      for (const { id } of page) copies.add(id);
    }
    const updates = [...copies].map((id) => ({ id, cells: row.cells }));
    const refused = await this.table.update(updates, patience);
    if (refused.length < copies.size) return this.taken(row);
    this.failure = refusal;
    this.refusedInARow += 1;
    if (this.refusedInARow >= MOST_REFUSED_IN_A_ROW) this.ended = true;
  }

  private taken(row: Row): void {
    if (row.isWhole) this.kept.add(row.entry);
    this.refusedInARow = 0;
  }
}
