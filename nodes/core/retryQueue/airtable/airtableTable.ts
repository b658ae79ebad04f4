import { z } from 'zod';
import type { JsonObject } from '../../json';
import type { AirtableRecord, Cells, Column } from './airtableColumns';
import { type AirtableCalls, type Patience, unusable } from './airtableCalls';
import { ListGoneError } from './airtableError';
import { halving } from './halving';

/** Records a request may write (airtable.com/developers/web/api/update-multiple-records). */
export const RECORDS_PER_REQUEST = 10;

export interface ListRequest {
  readonly formula: string;
  readonly sortBy: Column;
  /** Default: ascending. */
  readonly direction?: 'asc' | 'desc';
  /** Only these; all when not given. */
  readonly columns?: readonly Column[];
  readonly pageSize: number;
}

export interface RecordUpdate {
  readonly id: string;
  readonly cells: Cells;
}

const recordSchema = z.object({ id: z.string(), fields: z.record(z.string(), z.unknown()) });
const writtenSchema = z.object({ records: z.array(z.object({ id: z.string() })) });
const pageSchema = z.object({ records: z.array(recordSchema), offset: z.string().optional() });

/**
 * The table over Airtable's Web API. All methods throw ConfigurationError, TargetUnavailableError
 * or RecordsRefusedError.
 */
export class AirtableTable {
  constructor(private readonly calls: AirtableCalls) {}

  /** Creates the records, or updates those with the same `queue_id`. At most 10. */
  async upsert(records: readonly Cells[], patience: Patience): Promise<void> {
    await this.write(
      {
        performUpsert: { fieldsToMergeOn: ['queue_id'] },
        records: records.map((cells) => ({ fields: { ...cells } })),
      },
      records.length,
      patience,
    );
  }

  /**
   * Updates records by id, ten a request.
   * @returns ids that Airtable refused, e.g. of records deleted meanwhile
   */
  async update(updates: readonly RecordUpdate[], patience: Patience): Promise<string[]> {
    const refused: string[] = [];
    for (let start = 0; start < updates.length; start += RECORDS_PER_REQUEST) {
      const chunk = updates.slice(start, start + RECORDS_PER_REQUEST);
      const held = await halving(chunk, (part) => this.updateAll(part, patience));
      refused.push(...held.map(({ id }) => id));
    }
    return refused;
  }

  /**
   * Deletes records by id, ten a request (airtable.com/developers/web/api/delete-multiple-records).
   * @returns ids that Airtable refused, e.g. of records deleted meanwhile
   */
  async remove(ids: readonly string[], patience: Patience): Promise<string[]> {
    const refused: string[] = [];
    for (let start = 0; start < ids.length; start += RECORDS_PER_REQUEST) {
      const chunk = ids.slice(start, start + RECORDS_PER_REQUEST);
      refused.push(...(await halving(chunk, (part) => this.removeAll(part, patience))));
    }
    return refused;
  }

  /**
   * The records page by page. A record may come twice: when the list is gone, it begins again once.
   * Pages hold up to 100 records (airtable.com/developers/web/api/list-records).
   */
  async *list(request: ListRequest, patience: Patience): AsyncGenerator<AirtableRecord[]> {
    let offset: string | undefined;
    let restarts = 0;
    for (;;) {
      let page: z.infer<typeof pageSchema>;
      try {
        page = await this.page(request, offset, patience);
      } catch (error) {
        if (!(error instanceof ListGoneError) || restarts++ > 0) throw error;
        offset = undefined;
        continue;
      }
      yield page.records;
      if (page.offset === undefined) return;
      offset = page.offset;
    }
  }

  private async updateAll(updates: readonly RecordUpdate[], patience: Patience): Promise<void> {
    const records = updates.map(({ id, cells }) => ({ id, fields: { ...cells } }));
    await this.write({ records }, records.length, patience);
  }

  private async removeAll(ids: readonly string[], patience: Patience): Promise<void> {
    const search = new URLSearchParams(
      ids.map((id): [string, string] => ['records[]', id]),
    ).toString();
    const answer = await this.calls.send({ method: 'DELETE', search }, patience);
    expectRecords(answer, ids.length);
  }

  private async write(body: JsonObject, records: number, patience: Patience): Promise<void> {
    // Columns may then be of any type that people like to look at.
    const answer = await this.calls.send(
      { method: 'PATCH', body: { ...body, typecast: true } },
      patience,
    );
    expectRecords(answer, records);
  }

  private async page(request: ListRequest, offset: string | undefined, patience: Patience) {
    const search = new URLSearchParams({
      pageSize: String(request.pageSize),
      filterByFormula: request.formula,
      'sort[0][field]': request.sortBy,
      'sort[0][direction]': request.direction ?? 'asc',
    });
    for (const column of request.columns ?? []) search.append('fields[]', column);
    if (offset !== undefined) search.set('offset', offset);
    const answer = await this.calls.send({ method: 'GET', search: search.toString() }, patience);
    const page = pageSchema.safeParse(answer);
    if (!page.success) throw unusable();
    return page.data;
  }
}

function expectRecords(answer: unknown, count: number): void {
  const read = writtenSchema.safeParse(answer);
  if (!read.success || read.data.records.length !== count) throw unusable();
}
