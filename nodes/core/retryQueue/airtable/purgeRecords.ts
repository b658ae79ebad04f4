import { targetKey } from '../entryKey';
import type { PurgeCounts, PurgeRequest, ResolvedState } from '../retryStore';
import { type AirtableRecord, textOf } from './airtableColumns';
import type { Patience } from './airtableCalls';
import type { AirtableTable } from './airtableTable';
import { PAGE_SIZE, PAGE_SIZE_WITH_TEXTS } from './dueRecords';
import { entryOf } from './entryRecord';
import { allOf, anyOf, heldBy, untouchedSince, withRecordId } from './formula';

/** Records between two looks at them: so little time passes between looking and deleting. */
const LOOKED_AT_TOGETHER = 50;

const RESOLVED: readonly ResolvedState[] = ['replayed', 'discarded'];

interface PurgeParts extends Patience {
  readonly table: AirtableTable;
}

interface Resolved {
  readonly id: string;
  readonly name: string;
  readonly state: ResolvedState;
}

/**
 * Deletes records of what was replayed or discarded. When is sealed in the entry; what a person
 * discarded by hand, and pointers to the spool, have no such date: of them Airtable itself says
 * since when nobody changed the record.
 */
export async function purgeRecords(
  request: PurgeRequest,
  { table, ...patience }: PurgeParts,
): Promise<PurgeCounts> {
  // What waits is never purged, not even for a caller that the compiler did not hold back.
  const states = RESOLVED.filter((state) => request.states.includes(state));
  if (states.length === 0) return { replayed: 0, discarded: 0 };
  const purge = new Purge({ ...request, states }, table, patience);
  const records = await purge.find();
  return countsOf(request.dryRun ? records : await purge.remove(records));
}

class Purge {
  private readonly formulas: readonly string[];

  constructor(
    private readonly request: PurgeRequest,
    private readonly table: AirtableTable,
    private readonly patience: Patience,
  ) {
    this.formulas = heldBy(request.target, request.states);
  }

  async find(): Promise<Resolved[]> {
    const dated = new Map<string, Resolved>();
    const undated = new Map<string, Resolved>();
    for await (const page of this.pages([], PAGE_SIZE_WITH_TEXTS)) {
      for (const record of page) {
        const resolvedAt = this.resolvedAt(record);
        if (resolvedAt === null) undated.set(record.id, resolvedOf(record));
        else if (resolvedAt < this.request.resolvedBefore.getTime()) {
          dated.set(record.id, resolvedOf(record));
        }
      }
    }
    const untouched = undated.size === 0 ? new Set<string>() : await this.untouched();
    return [...dated.values(), ...[...undated.values()].filter(({ id }) => untouched.has(id))];
  }

  /** @returns those that are gone; one that came back to life meanwhile stays */
  async remove(records: readonly Resolved[]): Promise<Resolved[]> {
    const gone: Resolved[] = [];
    for (let start = 0; start < records.length; start += LOOKED_AT_TOGETHER) {
      const chunk = records.slice(start, start + LOOKED_AT_TOGETHER);
      const still = await this.idsOf([anyOf(chunk.map(({ id }) => withRecordId(id)))]);
      const refused = new Set(await this.table.remove([...still], this.patience));
      gone.push(...chunk.filter(({ id }) => still.has(id) && !refused.has(id)));
    }
    return gone;
  }

  /** Milliseconds since 1970; null when we did not write it. */
  private resolvedAt(record: AirtableRecord): number | null {
    const entry = entryOf(record);
    if (entry === null || targetKey(entry.target) !== targetKey(this.request.target)) return null;
    const isOurs = entry.resolution !== null && entry.state === textOf(record, 'state');
    return isOurs ? Date.parse(entry.resolution.at) : null;
  }

  private untouched(): Promise<Set<string>> {
    return this.idsOf([untouchedSince(this.request.resolvedBefore)]);
  }

  private async idsOf(formulas: readonly string[]): Promise<Set<string>> {
    const ids = new Set<string>();
    for await (const page of this.pages(formulas, PAGE_SIZE)) {
      for (const { id } of page) ids.add(id);
    }
    return ids;
  }

  private pages(formulas: readonly string[], pageSize: number) {
    const list = {
      formula: allOf([...this.formulas, ...formulas]),
      sortBy: 'created_at',
      ...(pageSize === PAGE_SIZE ? { columns: ['queue_id'] as const } : {}),
      pageSize,
    } as const;
    return this.table.list(list, this.patience);
  }
}

function resolvedOf(record: AirtableRecord): Resolved {
  const state = textOf(record, 'state') === 'discarded' ? 'discarded' : 'replayed';
  return { id: record.id, name: textOf(record, 'queue_id'), state };
}

/** Copies of one record count once. */
function countsOf(records: readonly Resolved[]): PurgeCounts {
  const names = { replayed: new Set<string>(), discarded: new Set<string>() };
  for (const { name, state } of records) names[state].add(name);
  return { replayed: names.replayed.size, discarded: names.discarded.size };
}
