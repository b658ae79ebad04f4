import type { EventScope } from '../../timeline/eventFilters';
import type { ExportFormat } from '../../timeline/exportRequest';
import type { QuotedSchema } from '../identifiers';
import { type InlinedStatement, inlineValues } from '../inlineValues';
import { csvColumns } from './csvColumns';
import { seenByTenant } from './eventColumns';
import { type EventConditions, eventConditions } from './eventConditions';
import { jsonLine } from './jsonLine';

// All events of a scope, newest first, as CSV with a header or as one JSON object a line.
// Parameters: those of `eventsOf`, written into the text, because COPY takes none.
const sql = (schema: QuotedSchema, events: string, format: ExportFormat): string => `
  copy (
    select ${format === 'csv' ? csvColumns() : jsonLine()}
    from (${events}) e ${leadInOrder(schema)}
    order by e.id desc
  ) to stdout with (${OPTIONS[format]}, encoding 'UTF8')`;

/**
 * Joins, as `l`, the lead of an event if its tenant may see it (as `leadOfEvent` does). "offset 0"
 * keeps the planner from a hash join, which would lose the order and so sort everything.
 */
const leadInOrder = (schema: QuotedSchema): string => `
    left join lateral (
      select * from ${schema}.leads lead
      where lead.id = e.lead_id and ${seenByTenant('lead')}
      offset 0
    ) l on true`;

/** JSON holds no control characters, so that with these nothing is ever quoted or escaped. */
const OPTIONS: Readonly<Record<ExportFormat, string>> = {
  csv: `format csv, header`,
  ndjson: `format csv, quote E'\\x01', delimiter E'\\x02'`,
};

/** The COPY that exports a scope. */
export function exportStatement(
  schema: QuotedSchema,
  scope: EventScope,
  format: ExportFormat,
): InlinedStatement {
  const { text, values } = eventsOf(schema, scope);
  return inlineValues(sql(schema, text, format), values);
}

/** More tenants than this take longer to plan for than their events to sort, as few events do. */
const MAX_MERGED = 50;

/** Everything that passes, newest first; much of several tenants, so that it can be merged. */
function eventsOf(schema: QuotedSchema, scope: EventScope): EventConditions {
  const isMuch = isBroad(scope);
  const end = `order by e.id desc ${isMuch ? MONTH_BY_MONTH : ''}`;
  if (!isMuch || scope.tenants.length > MAX_MERGED) {
    const { text, values } = eventConditions(scope);
    return { text: `select e.* from ${schema}.lead_activity_log e where ${text} ${end}`, values };
  }
  const { text, values } = eventConditions(scope, 't.tenant_id');
  // The index of one tenant gives its events in order; that of several does not.
  const ofTenant = (_: string, i: number): string => `(
      select e.* from (select $${values.length + i + 1}::text as tenant_id) t
      cross join ${schema}.lead_activity_log e where ${text} ${end})`;
  return {
    text: scope.tenants.map(ofTenant).join(' union all '),
    values: [...values, ...scope.tenants],
  };
}

/**
 * No limit, but the planner, who cannot know it, then plans for the first tenth of the rows: it
 * reads month by month instead of sorting the whole log before the first row.
 */
const MONTH_BY_MONTH = 'limit (select 9223372036854775807)';

/** Whether much of the log passes; what finds few events is planned for all of them. */
function isBroad(scope: EventScope): boolean {
  const narrow = [
    ...[scope.leadKeys, scope.text, scope.userId, scope.entityId],
    ...[scope.visitorToken, scope.sessionId, scope.executionId],
  ];
  return narrow.every((filter) => filter === null);
}
