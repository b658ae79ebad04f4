import { z } from 'zod';
import type { JsonValue } from '../../json';
import type { TimelineEvent } from '../../timeline/timelineEvent';
import type { QuotedSchema } from '../identifiers';
import { toLead } from './leadColumns';

/** What an event shows: the select list over `lead_activity_log e` and `leadOfEvent`. */
export const EVENT_COLUMNS = `e.tenant_id, e.id, e.event_type, e.event_category, e.lead_airtable_id, e.lead_email,
    e.client_id, e.user_id, e.visitor_token, e.entity_id, e.session_id, e.tier, e.description,
    e.message_content, e.metadata, e.source, e.url, e.environment, e.workflow_id, e.execution_id,
    e.created_by, e.schema_version, e."timestamp", e.created_at,
    l.id as lead_id, l.airtable_record_id, l.first_name, l.last_name, l.email`;

/**
 * Whether the tenant of an event `e` may see a lead, which belongs to it or to nobody. The collation
 * must be said: a leads table that was there before may have any other.
 */
export const seenByTenant = (lead: 'l' | 'lead'): string =>
  `coalesce(${lead}.tenant_id collate "C", e.tenant_id) = e.tenant_id`;

/** Joins, as `l`, the lead of an event `e` if the event's tenant may see it. */
export const leadOfEvent = (schema: QuotedSchema): string => `
  left join ${schema}.leads l
    on l.id = e.lead_id and ${seenByTenant('l')}`;

const text = z.string().nullable();
/** A row of `EVENT_COLUMNS`. */
export const eventRowSchema = z.object({
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
export type EventRow = z.infer<typeof eventRowSchema>;

export function toEvent(row: EventRow): TimelineEvent {
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
    lead: row.lead_id === null ? null : toLead({ ...row, id: row.lead_id }),
    details: toDetails(row),
  };
}

function toDetails(row: EventRow): TimelineEvent['details'] {
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
