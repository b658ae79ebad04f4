import { z } from 'zod';
import type { WritableEvent } from '../../activity/activityEvent';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// What is stored under the identities of events that were not inserted.
// Parameters: $1 json array of (ordinal, tenant_id, id, dedupe_key_hash).
const sql = (schema: QuotedSchema): string => `
  select i.ordinal, coalesce(d.event_id, i.id) as event_id,
    encode(coalesce(e.payload_hash, d.payload_hash), 'hex') as payload_hash
  from jsonb_to_recordset($1::jsonb) as i(
    ordinal int, tenant_id text, id uuid, dedupe_key_hash text)
  left join ${schema}.activity_dedupe d
    on d.tenant_id = i.tenant_id and d.key_hash = decode(i.dedupe_key_hash, 'hex')
  left join ${schema}.lead_activity_log e
    on e.tenant_id = i.tenant_id and e.id = coalesce(d.event_id, i.id)
  order by i.ordinal`;

const rowSchema = z.object({
  ordinal: z.number().int(),
  event_id: z.string(),
  payload_hash: z.string().nullable(),
});

export interface StoredHash {
  /** The id of the event that holds the identity. */
  readonly eventId: string;
  /** Hex, or null when the row cannot be seen (hidden by row-level security). */
  readonly payloadHash: string | null;
}

/** @returns one answer per event, in order. */
export async function findStoredHashes(
  db: Queryable,
  schema: QuotedSchema,
  events: readonly WritableEvent[],
): Promise<StoredHash[]> {
  const keys = events.map((event, ordinal) => ({
    ordinal,
    tenant_id: event.tenantId,
    id: event.id,
    dedupe_key_hash: event.dedupeKeyHash,
  }));
  const { rows } = await db.query(sql(schema), [JSON.stringify(keys)]);
  return z
    .array(rowSchema)
    .length(events.length)
    .parse(rows)
    .map((row) => ({ eventId: row.event_id, payloadHash: row.payload_hash }));
}
