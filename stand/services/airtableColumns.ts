/**
 * What a column takes. A list: a single select with these options. `any`: whatever is written, as a
 * table whose columns people type as they like, with `typecast`.
 */
export type Column = 'any' | 'text' | 'number' | 'dateTime' | readonly string[];

export type Columns = Readonly<Record<string, Column>>;

/** The cells of a record by column; empty ones are missing. */
export type Fields = Record<string, unknown>;

/** A cell that its column cannot hold, and why. */
export type CellRefusal = 'badValue' | 'unknownOption';

/**
 * How Airtable stores a cell, or why it refuses it: without `typecast` a value must have the type of
 * its column (airtable.com/developers/web/api/field-model).
 */
export function storedCell(
  column: Column,
  value: unknown,
  typecast: boolean,
): { readonly value: unknown } | { readonly refusal: CellRefusal } {
  if (column === 'any' || value === null || value === '') return { value };
  const given = typecast ? cast(column, value) : value;
  if (column === 'number') return typeof given === 'number' ? { value: given } : BAD_VALUE;
  if (typeof given !== 'string') return BAD_VALUE;
  if (column === 'text') return { value: given };
  if (column === 'dateTime') {
    const time = Date.parse(given);
    return Number.isNaN(time) ? BAD_VALUE : { value: new Date(time).toISOString() };
  }
  return typecast || column.includes(given) ? { value: given } : { refusal: 'unknownOption' };
}

const BAD_VALUE = { refusal: 'badValue' } as const;

function cast(column: Column, value: unknown): unknown {
  if (column !== 'number') return typeof value === 'number' ? String(value) : value;
  if (typeof value !== 'string' || value.trim() === '') return value;
  const number = Number(value);
  return Number.isNaN(number) ? value : number;
}

/** A cell as sorting and comparing texts see it. */
export function cellText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Orders two cells as Airtable sorts a view: empty ones first. */
export function compareCells(one: unknown, other: unknown): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [a, b] = [cellText(one), cellText(other)];
  return a < b ? -1 : Number(a > b);
}
