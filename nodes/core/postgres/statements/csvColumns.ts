import {
  DETAIL_COLUMNS,
  type ExportColumn,
  isoTime,
  LEAD_COLUMNS,
  SIMPLE_COLUMNS,
} from './exportColumns';

/**
 * The select list of a CSV: keys of a simplified event, of its lead as `lead.…`, then the details;
 * a cell is empty where nothing is set. Metadata is JSON.
 */
export function csvColumns(): string {
  const ofLead = LEAD_COLUMNS.map(([key, sql, kind]): ExportColumn => [`lead.${key}`, sql, kind]);
  return [...SIMPLE_COLUMNS, ...ofLead, ...DETAIL_COLUMNS]
    .map((column) => `${cell(column)} as "${column[0]}"`)
    .join(',\n    ');
}

/**
 * Only a text can be a formula: UUIDs and times begin with a digit or letter, and a JSON text that
 * begins with a sign is a number.
 */
function cell([, sql, kind]: ExportColumn): string {
  if (kind === 'time') return isoTime(sql);
  return kind === 'text' ? guarded(sql) : sql;
}

/** White space that may stand before the sign: of Unicode, and characters that show nothing. */
const SPACE = String.raw`[\\s\\u0085\\u00a0\\u1680\\u2000-\\u200f\\u2028-\\u202f\\u205f\\u2060\\u3000\\ufeff]`;
/** Begins a formula, also in full width: = + @ -. */
const SIGN = String.raw`[=+@\\uff1d\\uff0b\\uff20\\uff0d-]`;

/**
 * A text that a spreadsheet would take for a formula gets an apostrophe in front. The first
 * character clears nearly every text without the pattern: letters, and digits.
 */
function guarded(sql: string): string {
  const isSuspicious = `abs(ascii(${sql}) - 96) > 31 and ascii(${sql}) not between 48 and 57`;
  const isFormula = String.raw`${sql} ~ E'^([\\t\\r\\n]|${SPACE}*${SIGN})'`;
  return `case when ${isSuspicious} and ${isFormula} then '''' || ${sql} else ${sql} end`;
}
