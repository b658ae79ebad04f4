import { z } from 'zod';
import type { JsonValue } from '../../json';
import type { TimelineEvent, TimelineLead } from '../../timeline/timelineEvent';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// Whole events by id, newest first, each with its lead as the tenant may see it.
// Parameters: $1 tenant, $2 event ids.
const sql = (schema: QuotedSchema): string => `
  select e.tenant_id, e.id, e.event_type, e.event_category, e.lead_airtable_id, e.lead_email,
    e.client_id, e.user_id, e.visitor_token, e.entity_id, e.session_id, e.tier, e.description,
    e.message_content, e.metadata, e.source, e.url, e.environment, e.workflow_id, e.execution_id,
    e.created_by, e.schema_version, e."timestamp", e.created_at,
    l.id as lead_id, l.airtable_record_id, l.first_name, l.last_name, l.email
  from ${schema}.lead_activity_log e
  left join ${schema}.leads l
    on l.id = e.lead_id and coalesce(l.tenant_id, e.tenant_id) = e.tenant_id
  where e.tenant_id = $1::text and e.id = any($2::uuid[])
  order by e.id desc`;

const text = z.string().nullable();
const rowSchema = z.object({
  tenant_id: z.string(),
  id: z.string(),
  event_type: z.string(),
  event_category: z.string(),
  lead_airtable_id: text,
  lead_email: text,
  client_id: text,
  user_id: text,
  visitor_token: text,
  entity_id: text,
  session_id: text,
  tier: text,
  description: z.string(),
  message_content: text,
  metadata: z.custom<JsonValue>((value) => value !== undefined),
  source: z.string(),
  url: text,
  environment: text,
  workflow_id: text,
  execution_id: text,
  created_by: text,
  schema_version: z.number().int(),
  timestamp: z.date(),
  created_at: z.date(),
  lead_id: text,
  airtable_record_id: text,
  first_name: text,
  last_name: text,
  email: text,
});
type Row = z.infer<typeof rowSchema>;

/** @returns the events that exist, newest first. */
export async function readEvents(
  db: Queryable,
  schema: QuotedSchema,
  { tenantId, ids }: { tenantId: string; ids: readonly string[] },
): Promise<TimelineEvent[]> {
  const { rows } = await db.query(sql(schema), [tenantId, ids]);
  return z.array(rowSchema).parse(rows).map(toEvent);
}

function toEvent(row: Row): TimelineEvent {
  return {
    id: row.id,
    timestamp: row.timestamp.toISOString(),
    eventType: row.event_type,
    category: row.event_category,
    description: row.description,
    message: row.message_content,
    metadata: row.metadata,
    source: row.source,
    executionId: row.execution_id,
    lead: toLead(row),
    details: toDetails(row),
  };
}

function toLead(row: Row): TimelineLead | null {
  if (row.lead_id === null) return null;
  return {
    id: row.lead_id,
    airtableId: row.airtable_record_id,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
  };
}

function toDetails(row: Row): TimelineEvent['details'] {
  return {
    tenant: row.tenant_id,
    clientId: row.client_id,
    userId: row.user_id,
    visitorToken: row.visitor_token,
    entityId: row.entity_id,
    sessionId: row.session_id,
    tier: row.tier,
    url: row.url,
    environment: row.environment,
    workflowId: row.workflow_id,
    createdBy: row.created_by,
    schemaVersion: row.schema_version,
    loggedAt: row.created_at.toISOString(),
    leadAirtableId: row.lead_airtable_id,
    leadEmail: row.lead_email,
  };
}
