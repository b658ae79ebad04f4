import { ActivityLogError } from '../../errors';
import { distinctEntries } from '../entryKey';
import type { QueueEntry } from '../queueEntry';
import type { PutResult } from '../retryStore';
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

/** Why an entry whose texts do not fit is left, its record being a pointer. */
export const TOO_LARGE = 'too_large';

/**
 * Upserts the entries, ten a request, until the deadline. After a penalty, an outage or a missing
 * answer nothing more is sent: what is not acknowledged is left, and may be in Airtable all the
 * same, which another upsert or a replay does not mind.
 * @throws the cause, when not one entry is known to be safe because of it
 */
export async function putRecords(
  entries: readonly QueueEntry[],
  table: AirtableTable,
  deadline: number,
): Promise<PutResult> {
  const rows = distinctEntries(entries).map(toRow);
  const run = new PutRun(table, deadline);
  for (let start = 0; start < rows.length && !run.ended; start += RECORDS_PER_REQUEST) {
    await run.putChunk(rows.slice(start, start + RECORDS_PER_REQUEST));
  }
  const left = rows.filter((row) => !row.isWhole || !run.written.has(row));
  if (run.failure !== null && left.length === rows.length) throw run.failure;
  const code = run.failure?.code ?? (left.length > 0 ? TOO_LARGE : null);
  return { left: left.map(({ entry }) => entry), code };
}

function toRow(entry: QueueEntry): Row {
  const cells = cellsOf(entry);
  return { entry, cells: cells ?? pointerTo(entry), isWhole: cells !== null };
}

class PutRun {
  readonly written = new Set<Row>();
  failure: ActivityLogError | null = null;
  ended = false;

  constructor(
    private readonly table: AirtableTable,
    private readonly deadline: number,
  ) {}

  async putChunk(rows: readonly Row[]): Promise<void> {
    try {
      await this.put(rows);
    } catch (error) {
      if (!(error instanceof ActivityLogError)) throw error;
      this.failure = error;
      this.ended = true;
      return;
    }
    // Not one of many: that is not the records' fault, e.g. the base is full.
    const refused = rows.filter((row) => !this.written.has(row));
    if (rows.length > 1 && refused.length === rows.length) this.ended = true;
  }

  /** Halves what Airtable refuses, until the record that is at fault stands alone. */
  private async put(rows: readonly Row[]): Promise<void> {
    try {
      const cells = rows.map((row) => row.cells);
      await this.table.upsert(cells, { deadline: this.deadline });
      for (const row of rows) this.written.add(row);
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
    const patience = { deadline: this.deadline };
    const formula = `{queue_id}='${queueId(row.entry)}'`;
    const request = { formula, sortBy: 'queue_id', columns: ['queue_id'], pageSize: 100 } as const;
    const copies = new Set<string>();
    for await (const page of this.table.list(request, patience)) {
      for (const { id } of page) copies.add(id);
    }
    const updates = [...copies].map((id) => ({ id, cells: row.cells }));
    const refused = await this.table.update(updates, patience);
    if (refused.length < copies.size) this.written.add(row);
    else this.failure = refusal;
  }
}
