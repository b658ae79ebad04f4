import {
  DETAIL_COLUMNS,
  type ExportColumn,
  jsonTime,
  LEAD_COLUMNS,
  SIMPLE_COLUMNS,
} from './exportColumns';

/**
 * One text expression: an event as JSON on one line, with the keys of a TimelineEventView. It is put
 * together from its parts, because json_build_object looks up every type again for every row.
 */
export function jsonLine(): string {
  const simple = SIMPLE_COLUMNS.map((column) => `${member(column)}, ','`);
  const lead = `case when l.id is null then '"lead":null'
      else concat('"lead":{', ${LEAD_COLUMNS.map(member).join(", ',', ")}, '}') end`;
  // concat leaves out what is null: a detail that is not set is not there.
  const details = DETAIL_COLUMNS.map(([key, sql, kind]) => `',"${key}":' || ${json(sql, kind)}`);
  return `concat('{', ${simple.join(', ')}, ${lead},
      ${details.join(',\n      ')}, '}')`;
}

/** Arguments of concat for a member that is always there; only texts may be null. */
function member([key, sql, kind]: ExportColumn): string {
  const value = json(sql, kind);
  return `'"${key}":', ${kind === 'text' ? `coalesce(${value}, 'null')` : value}`;
}

function json(sql: string, kind: ExportColumn[2]): string {
  switch (kind) {
    case 'text':
      return `to_json(${sql})`;
    case 'uuid':
      return `'"' || ${sql} || '"'`;
    case 'time':
      return jsonTime(sql);
    case 'number':
    case 'json':
      return sql;
  }
}
