import type { Clock } from '../../nodes/core/ports';
import { ANSWERS, Refusal } from './airtableAnswers';
import { type Column, type Columns, type Fields, storedCell } from './airtableColumns';
import { columnNamed, listed, shown, type StoredRecord } from './airtableList';

const LONGEST_TEXT = 100_000;
const MOST_PER_WRITE = 10;

/** The body of a write of up to ten records. */
export interface WriteBody {
  readonly records: ReadonlyArray<{ readonly id?: string; readonly fields: Fields }>;
  readonly performUpsert?: { readonly fieldsToMergeOn: readonly string[] };
  readonly typecast?: boolean;
}

/** What a table shares with the others of its base. */
export interface Base {
  readonly clock: Clock;
  /** A new record id. */
  nextId(): string;
  /** Records that still fit in. */
  room(): number;
  /** Cells with this text are refused. */
  poison: string | null;
}

/** One table: what a person sees in the grid, and what the Web API does with it. */
export class AirtableTable {
  readonly columns: Map<string, Column>;
  private readonly byId = new Map<string, StoredRecord>();

  constructor(
    private readonly base: Base,
    columns: Columns,
  ) {
    this.columns = new Map(Object.entries(columns));
  }

  get records(): StoredRecord[] {
    return [...this.byId.values()];
  }

  /** What a person does with a new row in the grid. */
  add(fields: Fields): StoredRecord {
    const createdTime = this.base.clock.now().toISOString();
    const cells = filled(fields);
    const record = {
      id: this.base.nextId(),
      createdTime,
      modifiedTime: createdTime,
      fields: cells,
    };
    this.byId.set(record.id, record);
    return record;
  }

  /** What a person does in the grid. */
  edit(record: StoredRecord, fields: Fields): void {
    record.fields = filled({ ...record.fields, ...fields });
    record.modifiedTime = this.base.clock.now().toISOString();
  }

  delete(record: StoredRecord): void {
    this.byId.delete(record.id);
  }

  find(id: string): StoredRecord | undefined {
    return this.byId.get(id);
  }

  list(params: URLSearchParams): object {
    return listed(this.records, params, { columns: this.columns, now: this.base.clock.now() });
  }

  /** Create, update or upsert: all of the records or none. */
  write({ records, performUpsert, typecast = false }: WriteBody, isNew = false): object {
    if (records.length === 0 || records.length > MOST_PER_WRITE) {
      throw new Refusal(ANSWERS.tooManyRecords(records.length));
    }
    const plan = records.map(({ id, fields }) => {
      const cells = this.checked(fields, typecast);
      const record = isNew ? null : this.target(id, cells, performUpsert?.fieldsToMergeOn);
      return { cells, record };
    });
    if (plan.filter(({ record }) => record === null).length > this.base.room()) {
      throw new Refusal(ANSWERS.invalid('This base has reached its limit of records'));
    }
    const created: string[] = [];
    const written = plan.map(({ cells, record }) => {
      const kept = record ?? this.add({});
      if (record === null) created.push(kept.id);
      this.edit(kept, cells);
      return shown(kept);
    });
    if (performUpsert === undefined) return { records: written };
    const updated = written.map(({ id }) => id).filter((id) => !created.includes(id));
    return { records: written, createdRecords: created, updatedRecords: updated };
  }

  /** All or nothing, up to 10 (airtable.com/developers/web/api/delete-multiple-records). */
  remove(ids: readonly string[]): object {
    if (ids.length === 0 || ids.length > MOST_PER_WRITE) {
      throw new Refusal(ANSWERS.tooManyRecords(ids.length));
    }
    const gone = ids.find((id) => !this.byId.has(id));
    if (gone !== undefined) throw new Refusal(ANSWERS.noSuchRecord(gone));
    for (const id of ids) this.byId.delete(id);
    return { records: ids.map((id) => ({ id, deleted: true })) };
  }

  private target(
    id: string | undefined,
    cells: Fields,
    mergeOn: readonly string[] | undefined,
  ): StoredRecord | null {
    if (id !== undefined) {
      const record = this.byId.get(id);
      if (record === undefined) throw new Refusal(ANSWERS.noSuchRecord(id));
      return record;
    }
    if (mergeOn === undefined) throw new Refusal(ANSWERS.invalid('Each record needs an id'));
    const matches = this.records.filter((record) =>
      mergeOn.every((name) => record.fields[name] === cells[name]),
    );
    if (matches.length > 1) throw new Refusal(ANSWERS.invalid('More than one record matched'));
    return matches[0] ?? null;
  }

  /** The cells as they are stored. */
  private checked(fields: Fields, typecast: boolean): Fields {
    const cells = Object.entries(fields).map(([name, value]) => {
      const cell = storedCell(columnNamed(name, this.columns), value, typecast);
      const text = String(value);
      const isPoison = this.base.poison !== null && text.includes(this.base.poison);
      if (text.length > LONGEST_TEXT || isPoison) throw new Refusal(ANSWERS.badValue(name));
      if ('value' in cell) return [name, cell.value] as const;
      throw new Refusal(
        cell.refusal === 'badValue' ? ANSWERS.badValue(name) : ANSWERS.unknownOption(text),
      );
    });
    return Object.fromEntries(cells);
  }
}

/** Airtable leaves empty cells out. */
function filled(fields: Fields): Fields {
  const cells = Object.entries(fields);
  return Object.fromEntries(cells.filter(([, value]) => value !== null && value !== ''));
}
