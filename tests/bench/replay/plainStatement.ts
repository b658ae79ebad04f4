/** Fields of a stored event, by name, with the type of their column. */
const FIELDS: Readonly<Record<string, string>> = {
  tenantId: 'text',
  id: 'uuid',
  dedupeKeyHash: 'text',
  eventType: 'text',
  eventCategory: 'text',
  leadId: 'uuid',
  leadAirtableId: 'text',
  leadEmail: 'text',
  clientId: 'uuid',
  userId: 'text',
  visitorToken: 'text',
  entityId: 'text',
  sessionId: 'text',
  tier: 'text',
  description: 'text',
  messageContent: 'text',
  metadata: 'jsonb',
  source: 'text',
  url: 'text',
  environment: 'text',
  workflowId: 'text',
  executionId: 'text',
  createdBy: 'uuid',
  schemaVersion: 'smallint',
  payloadHash: 'text',
  searchExtra: 'text',
  timestamp: 'timestamptz',
};

const HASHES = ['payloadHash', 'dedupeKeyHash'];

const columnOf = (field: string): string =>
  `"${field.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)}"`;
const valueOf = (field: string): string => {
  if (HASHES.includes(field)) return `decode(i."${field}", 'hex')`;
  return field === 'leadId' ? 'coalesce(i."leadId", l.id)' : `i."${field}"`;
};

/**
 * The statement that one would write by hand for the same rows: it passes the dedupe table, finds
 * the lead, and inserts.
 * @param source gives the stored events as jsonb in a column `event`
 */
export function plainStatement(source: string): string {
  const defined = Object.entries(FIELDS).map(([field, type]) => `"${field}" ${type}`);
  const stored = Object.keys(FIELDS).filter((field) => field !== 'dedupeKeyHash');
  return `
    with input as materialized (
      select e.* from (${source}) s cross join jsonb_to_record(s.event) as e(${defined.join(', ')})
    ),
    passed as (
      insert into activity_dedupe (tenant_id, key_hash, event_id, payload_hash)
      select "tenantId", decode("dedupeKeyHash", 'hex'), id, decode("payloadHash", 'hex')
      from input
      on conflict do nothing
      returning tenant_id, event_id
    )
    insert into lead_activity_log (${stored.map(columnOf).join(', ')})
    select ${stored.map(valueOf).join(', ')}
    from input i
    join passed p on p.tenant_id = i."tenantId" and p.event_id = i.id
    left join leads l on l.airtable_record_id = i."leadAirtableId"
    on conflict do nothing`;
}

/** All that waits in the queue table. */
export const FROM_QUEUE = plainStatement(
  `select convert_from(payload, 'UTF8')::jsonb as event
   from activity_retry_queue where state = 'pending'`,
);

/** One event, as the parameter $1. */
export const FROM_PARAMETER = plainStatement('select $1::jsonb as event');
