import { ANSWERS, Refusal } from './airtableAnswers';
import { type Column, compareCells, type Fields } from './airtableColumns';
import { parseFormula } from './airtableFormula';

const LARGEST_PAGE = 100;

export interface StoredRecord {
  readonly id: string;
  readonly createdTime: string;
  /** Known to formulas alone. */
  modifiedTime: string;
  fields: Fields;
}

/** What a list depends on besides its records. */
interface View {
  readonly columns: ReadonlyMap<string, Column>;
  readonly now: Date;
}

/** The answer to "List records" (airtable.com/developers/web/api/list-records). */
export function listed(
  records: readonly StoredRecord[],
  params: URLSearchParams,
  view: View,
): object {
  const found = matching(records, params.get('filterByFormula'), view);
  sort(found, params, view);
  found.splice(Number(params.get('maxRecords') ?? Infinity));
  const size = Number(params.get('pageSize') ?? LARGEST_PAGE);
  if (size > LARGEST_PAGE) throw new Refusal(ANSWERS.invalid('pageSize must be at most 100'));
  const wanted = [...params.getAll('fields[]'), ...indexed(params, 'fields')];
  for (const name of wanted) columnNamed(name, view.columns);
  const start = startOf(params.get('offset'));
  const next = found[start + size];
  return {
    records: found.slice(start, start + size).map((record) => shown(record, wanted)),
    ...(next === undefined ? {} : { offset: `itr${start + size}/${next.id}` }),
  };
}

/** @throws Refusal for a column that the table does not have */
export function columnNamed(name: string, columns: View['columns']): Column {
  const column = columns.get(name);
  if (column === undefined) throw new Refusal(ANSWERS.unknownField(name));
  return column;
}

/**
 * A record as the Web API gives it.
 * @param wanted columns; all when empty
 */
export function shown({ id, createdTime, fields }: StoredRecord, wanted: readonly string[] = []) {
  const cells = Object.entries(fields).filter(
    ([name]) => wanted.length === 0 || wanted.includes(name),
  );
  return { id, createdTime, fields: Object.fromEntries(cells) };
}

function startOf(offset: string | null): number {
  if (offset === null || offset === '') return 0;
  const place = /^itr(\d+)\//.exec(offset)?.[1];
  if (place === undefined) throw new Refusal(ANSWERS.listGone);
  return Number(place);
}

function matching(
  records: readonly StoredRecord[],
  formula: string | null,
  { columns, now }: View,
): StoredRecord[] {
  if (formula === null || formula === '') return [...records];
  const holds = parseFormula(formula, columns);
  return records.filter((record) => holds(record, now));
}

function sort(found: StoredRecord[], params: URLSearchParams, { columns }: View): void {
  const sorts: { readonly column: string; readonly sign: number }[] = [];
  for (let i = 0; params.has(`sort[${i}][field]`); i += 1) {
    const column = params.get(`sort[${i}][field]`) ?? '';
    columnNamed(column, columns);
    sorts.push({ column, sign: params.get(`sort[${i}][direction]`) === 'desc' ? -1 : 1 });
  }
  found.sort((one, other) => {
    for (const { column, sign } of sorts) {
      const order = compareCells(one.fields[column], other.fields[column]);
      if (order !== 0) return sign * order;
    }
    return 0;
  });
}

/** `name[0]`, `name[1]` and so on, as many clients write a list. */
function indexed(params: URLSearchParams, name: string): string[] {
  const values: string[] = [];
  for (let i = 0; params.has(`${name}[${i}]`); i += 1) {
    values.push(params.get(`${name}[${i}]`) ?? '');
  }
  return values;
}
