import { z } from 'zod';
import type { WritableEvent } from '../../activity/activityEvent';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

/** What a batch asks of the statement: what nobody needs is not planned, which counts for one event. */
interface Needs {
  readonly keys: boolean;
  readonly airtableIds: boolean;
  readonly emails: boolean;
  readonly leads: boolean;
}

// Writes a batch: passes the dedupe table, finds leads, inserts, and moves last_activity_at forward.
// Parameters: $1 json array of events with their ordinal.
const sql = (schema: QuotedSchema, needs: Needs): string => `
  with input as materialized (
    select * from jsonb_to_recordset($1::jsonb) as e(
      ordinal int, tenant_id text, id uuid, dedupe_key_hash text, event_type text,
      event_category text, lead_id uuid, lead_airtable_id text, lead_email text, client_id uuid,
      user_id text, visitor_token text, entity_id text, session_id text, tier text,
      description text, message_content text, metadata jsonb, source text, url text,
      environment text, workflow_id text, execution_id text, created_by uuid,
      schema_version smallint, payload_hash text, search_extra text, "timestamp" timestamptz)
  ),
  ${needs.keys ? passed(schema) : ''}
  ${needs.emails ? emailMatch(schema) : ''}
  resolved as materialized (
    select i.*, ${needs.emails ? 'coalesce(m.leads, 0)' : '0'} as email_leads,
      coalesce(i.lead_id ${needs.airtableIds ? airtableMatch(schema) : ''}
        ${needs.emails ? ', case when m.leads = 1 then m.lead_id end' : ''}) as found_lead_id,
      coalesce(i.event_category,
        (select t.category from ${schema}.activity_event_type t where t.name = i.event_type),
        'SYSTEM') as found_category
    from input i
    ${needs.emails ? 'left join email_match m on m.ordinal = i.ordinal' : ''}
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
    ${needs.keys ? ONLY_PASSED : ''}
    order by tenant_id collate "C", id
    on conflict do nothing
    returning tenant_id, id
  )
  ${needs.leads ? touchLeads(schema) : ''}
  select count(*)::int as answered,
    coalesce(array_agg(r.ordinal) filter (where w.id is null), '{}') as present,
    coalesce(array_agg(r.ordinal) filter (where r.email_leads > 1), '{}') as ambiguous
  from resolved r
  left join written w on w.tenant_id = r.tenant_id and w.id = r.id`;

const passed = (schema: QuotedSchema): string => `
  passed as (
    insert into ${schema}.activity_dedupe (tenant_id, key_hash, event_id, payload_hash)
    select tenant_id, decode(dedupe_key_hash, 'hex'), id, decode(payload_hash, 'hex')
    from input
    where dedupe_key_hash is not null
    order by tenant_id collate "C", decode(dedupe_key_hash, 'hex')
    on conflict do nothing
    returning tenant_id, key_hash
  ),`;

const ONLY_PASSED = `
    where r.dedupe_key_hash is null or exists (
      select from passed p
      where p.tenant_id = r.tenant_id and p.key_hash = decode(r.dedupe_key_hash, 'hex'))`;

const emailMatch = (schema: QuotedSchema): string => `
  email_match as (
    select i.ordinal, (array_agg(l.id))[1] as lead_id, count(*) as leads
    from input i
    join ${schema}.leads l on lower(btrim(l.email)) = i.lead_email
      and (l.tenant_id is null or l.tenant_id = i.tenant_id)
    where i.lead_id is null and i.lead_email is not null
    group by i.ordinal
  ),`;

// A subquery, for a join would read all leads: the planner takes any batch for 100 events.
const airtableMatch = (schema: QuotedSchema): string => `,
        (select l.id from ${schema}.leads l
         where l.airtable_record_id = i.lead_airtable_id
           and (l.tenant_id is null or l.tenant_id = i.tenant_id))`;

const touchLeads = (schema: QuotedSchema): string => `,
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
  )`;

const rowSchema = z.object({
  answered: z.number().int(),
  present: z.array(z.number().int()),
  ambiguous: z.array(z.number().int()),
});

export interface InsertedEvent {
  readonly isWritten: boolean;
  /** Whether several leads have the event's email, which leaves the event without a lead. */
  readonly hasSeveralLeads: boolean;
}

/** @returns one answer per event, in order; what is not written was there before. */
export async function insertEvents(
  db: Queryable,
  schema: QuotedSchema,
  events: readonly WritableEvent[],
): Promise<InsertedEvent[]> {
  const text = sql(schema, needsOf(events));
  const { rows } = await db.query(text, [JSON.stringify(events.map(toRow))]);
  const [row] = z.tuple([rowSchema]).parse(rows);
  if (row.answered !== events.length) throw new Error('There are not as many answers as events.');
  const present = new Set(row.present);
  const ambiguous = new Set(row.ambiguous);
  return events.map((_, ordinal) => ({
    isWritten: !present.has(ordinal),
    hasSeveralLeads: ambiguous.has(ordinal),
  }));
}

function needsOf(events: readonly WritableEvent[]): Needs {
  const airtableIds = events.some(({ leadAirtableId }) => leadAirtableId !== null);
  const emails = events.some(({ leadEmail }) => leadEmail !== null);
  return {
    keys: events.some(({ dedupeKeyHash }) => dedupeKeyHash !== null),
    airtableIds,
    emails,
    leads: airtableIds || emails || events.some(({ leadId }) => leadId !== null),
  };
}

/** What is null is left out, for jsonb_to_recordset takes it for null, and there is less to read. */
function toRow(event: WritableEvent, ordinal: number): Record<string, unknown> {
  return {
    ordinal,
    tenant_id: event.tenantId,
    id: event.id,
    dedupe_key_hash: event.dedupeKeyHash ?? undefined,
    event_type: event.eventType,
    event_category: event.eventCategory ?? undefined,
    lead_id: event.leadId ?? undefined,
    lead_airtable_id: event.leadAirtableId ?? undefined,
    lead_email: event.leadEmail ?? undefined,
    client_id: event.clientId ?? undefined,
    user_id: event.userId ?? undefined,
    visitor_token: event.visitorToken ?? undefined,
    entity_id: event.entityId ?? undefined,
    session_id: event.sessionId ?? undefined,
    tier: event.tier ?? undefined,
    description: event.description,
    message_content: event.messageContent ?? undefined,
    metadata: event.metadata,
    source: event.source,
    url: event.url ?? undefined,
    environment: event.environment ?? undefined,
    workflow_id: event.workflowId ?? undefined,
    execution_id: event.executionId ?? undefined,
    created_by: event.createdBy ?? undefined,
    schema_version: event.schemaVersion,
    payload_hash: event.payloadHash,
    search_extra: event.searchExtra ?? undefined,
    timestamp: event.timestamp,
  };
}
