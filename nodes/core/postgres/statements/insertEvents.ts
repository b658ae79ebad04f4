import { z } from 'zod';
import type { WritableEvent } from '../../activity/activityEvent';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// Writes a batch: passes the dedupe table, finds leads, inserts, and moves last_activity_at forward.
// Parameters: $1 json array of events with their ordinal.
const sql = (schema: QuotedSchema): string => `
  with input as materialized (
    select * from jsonb_to_recordset($1::jsonb) as e(
      ordinal int, tenant_id text, id uuid, dedupe_key_hash text, event_type text,
      event_category text, lead_id uuid, lead_airtable_id text, lead_email text, client_id uuid,
      user_id text, visitor_token text, entity_id text, session_id text, tier text,
      description text, message_content text, metadata jsonb, source text, url text,
      environment text, workflow_id text, execution_id text, created_by uuid,
      schema_version smallint, payload_hash text, search_extra text, "timestamp" timestamptz)
  ),
  passed as (
    insert into ${schema}.activity_dedupe (tenant_id, key_hash, event_id, payload_hash)
    select tenant_id, decode(dedupe_key_hash, 'hex'), id, decode(payload_hash, 'hex')
    from input
    where dedupe_key_hash is not null
    order by tenant_id collate "C", decode(dedupe_key_hash, 'hex')
    on conflict do nothing
    returning tenant_id, key_hash
  ),
  email_match as (
    select i.ordinal, (array_agg(l.id))[1] as lead_id, count(*) as leads
    from input i
    join ${schema}.leads l on lower(btrim(l.email)) = i.lead_email
      and (l.tenant_id is null or l.tenant_id = i.tenant_id)
    where i.lead_id is null and i.lead_email is not null
    group by i.ordinal
  ),
  resolved as materialized (
    select i.*, coalesce(m.leads, 0) as email_leads,
      coalesce(i.lead_id, l.id, case when m.leads = 1 then m.lead_id end) as found_lead_id,
      coalesce(i.event_category, t.category, 'SYSTEM') as found_category
    from input i
    left join ${schema}.leads l on i.lead_id is null
      and l.airtable_record_id = i.lead_airtable_id
      and (l.tenant_id is null or l.tenant_id = i.tenant_id)
    left join email_match m on m.ordinal = i.ordinal
    left join ${schema}.activity_event_type t on t.name = i.event_type
  ),
  written as (
    insert into ${schema}.lead_activity_log (
      tenant_id, id, event_type, event_category, lead_id, lead_airtable_id, lead_email, client_id,
      user_id, visitor_token, entity_id, session_id, tier, description, message_content, metadata,
      source, url, environment, workflow_id, execution_id, created_by, schema_version,
      payload_hash, search_extra, "timestamp")
    select tenant_id, id, event_type, found_category, found_lead_id, lead_airtable_id, lead_email,
      client_id, user_id, visitor_token, entity_id, session_id, tier, description,
      message_content, metadata, source, url, environment, workflow_id, execution_id, created_by,
      schema_version, decode(payload_hash, 'hex'), search_extra, "timestamp"
    from resolved r
    where r.dedupe_key_hash is null or exists (
      select from passed p
      where p.tenant_id = r.tenant_id and p.key_hash = decode(r.dedupe_key_hash, 'hex'))
    order by tenant_id collate "C", id
    on conflict do nothing
    returning tenant_id, id
  ),
  newest as (
    select r.found_lead_id as lead_id, least(max(r."timestamp"), now()) as at
    from resolved r
    join written w on w.tenant_id = r.tenant_id and w.id = r.id
    where r.found_lead_id is not null
    group by r.found_lead_id
  ),
  locked as (
    select l.id, n.at
    from ${schema}.leads l
    join newest n on n.lead_id = l.id
    where l.last_activity_at is null or l.last_activity_at < n.at - interval '1 second'
    order by l.id
    for no key update of l
  ),
  touched as (
    update ${schema}.leads l
    set last_activity_at = greatest(coalesce(l.last_activity_at, locked.at), locked.at)
    from locked
    where l.id = locked.id
  )
  select r.ordinal, w.id is not null as is_written, r.email_leads::int as email_leads
  from resolved r
  left join written w on w.tenant_id = r.tenant_id and w.id = r.id
  order by r.ordinal`;

const rowSchema = z.object({
  ordinal: z.number().int(),
  is_written: z.boolean(),
  email_leads: z.number().int(),
});

export interface InsertedEvent {
  readonly isWritten: boolean;
  /** How many leads have the event's email; more than one leaves the event without a lead. */
  readonly emailLeads: number;
}

/** @returns one answer per event, in order; what is not written was there before. */
export async function insertEvents(
  db: Queryable,
  schema: QuotedSchema,
  events: readonly WritableEvent[],
): Promise<InsertedEvent[]> {
  const { rows } = await db.query(sql(schema), [JSON.stringify(events.map(toRow))]);
  return z
    .array(rowSchema)
    .length(events.length)
    .parse(rows)
    .map((row) => ({ isWritten: row.is_written, emailLeads: row.email_leads }));
}

function toRow(event: WritableEvent, ordinal: number): Record<string, unknown> {
  return {
    ordinal,
    tenant_id: event.tenantId,
    id: event.id,
    dedupe_key_hash: event.dedupeKeyHash,
    event_type: event.eventType,
    event_category: event.eventCategory,
    lead_id: event.leadId,
    lead_airtable_id: event.leadAirtableId,
    lead_email: event.leadEmail,
    client_id: event.clientId,
    user_id: event.userId,
    visitor_token: event.visitorToken,
    entity_id: event.entityId,
    session_id: event.sessionId,
    tier: event.tier,
    description: event.description,
    message_content: event.messageContent,
    metadata: event.metadata,
    source: event.source,
    url: event.url,
    environment: event.environment,
    workflow_id: event.workflowId,
    execution_id: event.executionId,
    created_by: event.createdBy,
    schema_version: event.schemaVersion,
    payload_hash: event.payloadHash,
    search_extra: event.searchExtra,
    timestamp: event.timestamp,
  };
}
