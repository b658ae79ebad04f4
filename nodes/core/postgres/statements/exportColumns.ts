/** What is in a column decides how it is written. */
type Kind = 'text' | 'uuid' | 'number' | 'json' | 'time';

/** A column of an export: its key, where it comes from (over `e` and `l`), and what is in it. */
export type ExportColumn = readonly [key: string, sql: string, kind: Kind];

/** What every event shows, in this order; keys as in SimpleTimelineEvent. */
export const SIMPLE_COLUMNS: readonly ExportColumn[] = [
  ['id', 'e.id', 'uuid'],
  ['timestamp', 'e."timestamp"', 'time'],
  ['eventType', 'e.event_type', 'text'],
  ['category', 'e.event_category', 'text'],
  ['description', 'e.description', 'text'],
  ['message', 'e.message_content', 'text'],
  ['metadata', 'e.metadata', 'json'],
  ['source', 'e.source', 'text'],
  ['executionId', 'e.execution_id', 'text'],
];

/** Keys as in TimelineLead. */
export const LEAD_COLUMNS: readonly ExportColumn[] = [
  ['id', 'l.id', 'uuid'],
  ['airtableId', 'l.airtable_record_id', 'text'],
  ['firstName', 'l.first_name', 'text'],
  ['lastName', 'l.last_name', 'text'],
  ['email', 'l.email', 'text'],
];

/** Keys as in TimelineEventDetails. */
export const DETAIL_COLUMNS: readonly ExportColumn[] = [
  ['tenant', 'e.tenant_id', 'text'],
  ['clientId', 'e.client_id', 'uuid'],
  ['userId', 'e.user_id', 'text'],
  ['visitorToken', 'e.visitor_token', 'text'],
  ['entityId', 'e.entity_id', 'text'],
  ['sessionId', 'e.session_id', 'text'],
  ['tier', 'e.tier', 'text'],
  ['url', 'e.url', 'text'],
  ['environment', 'e.environment', 'text'],
  ['workflowId', 'e.workflow_id', 'text'],
  ['createdBy', 'e.created_by', 'uuid'],
  ['schemaVersion', 'e.schema_version', 'number'],
  ['loggedAt', 'e.created_at', 'time'],
  ['leadAirtableId', 'e.lead_airtable_id', 'text'],
  ['leadEmail', 'e.lead_email', 'text'],
];

/**
 * A time as a JSON string. One microsecond more makes PostgreSQL write all decimals, of which three
 * are kept: to_char would take half as long again.
 */
const allDecimals = (column: string): string =>
  `to_json(${column} at time zone 'UTC' + interval '1 microsecond')::text`;

/** A time as Date.toJSON writes it, with the quotes of JSON. */
export function jsonTime(column: string): string {
  return `left(${allDecimals(column)}, 24) || 'Z"'`;
}

/** The same as a text. */
export function isoTime(column: string): string {
  return `substr(${allDecimals(column)}, 2, 23) || 'Z'`;
}
