/**
 * The columns of the table, as README.md tells people to create them. `typecast` lets each be text,
 * number, date or select as people like it; nothing is ever read back from a column that a person
 * may format, but for `state`, `next_retry_at` and `last_failed_at`.
 */
export const COLUMNS = [
  'queue_id',
  'operation_type',
  'lead_id',
  'payload',
  'retry_count',
  'next_retry_at',
  'created_at',
  'state',
  'lane',
  'code',
  'message',
  'fingerprint',
  'last_failed_at',
  'target',
  'claim_token',
  'entry',
] as const;

export type Column = (typeof COLUMNS)[number];

/** Cells to write; null empties one. */
export type Cells = Readonly<Partial<Record<Column, string | number | null>>>;

/** States of a record that are none of an entry; the first two: its texts are in the spool. */
export const IN_SPOOL = 'in spool';
export const PARKED_IN_SPOOL = 'parked in spool';
export const UNREADABLE = 'unreadable';

/** A record as Airtable sends it: empty cells are missing. */
export interface AirtableRecord {
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The text of a cell, empty when there is none. */
export function textOf(record: AirtableRecord, column: Column): string {
  const value = record.fields[column];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Milliseconds since 1970, or null when the cell holds no date. */
export function timeOf(record: AirtableRecord, column: Column): number | null {
  const time = Date.parse(textOf(record, column));
  return Number.isNaN(time) ? null : time;
}
