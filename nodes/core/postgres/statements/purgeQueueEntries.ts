import { z } from 'zod';
import type { PurgeCounts, PurgeRequest } from '../../retryQueue/retryStore';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { RESOLVED_ENTRIES } from './resolvedEntries';

// Removes some of a target's entries that are over, and passes over those that somebody puts anew.
// Parameters: $1 to $5 see RESOLVED_ENTRIES, $6 how many.
const sql = (schema: QuotedSchema): string => `
  with old as materialized (
    select q.target_credential_id, q.target_database, q.target_schema, q.tenant_id, q.event_id,
      q.payload_hash
    from ${schema}.activity_retry_queue q
    where ${RESOLVED_ENTRIES}
    order by q.first_failed_at, q.event_id
    limit $6::int
    for update skip locked
  ), purged as (
    delete from ${schema}.activity_retry_queue q
    using old o
    where q.event_id = o.event_id and q.payload_hash = o.payload_hash
      and q.tenant_id = o.tenant_id and q.target_credential_id = o.target_credential_id
      and q.target_database = o.target_database and q.target_schema = o.target_schema
    returning q.state
  )
  select count(*) filter (where state = 'replayed')::int as replayed,
    count(*) filter (where state = 'discarded')::int as discarded
  from purged`;

const rowSchema = z.object({ replayed: z.number(), discarded: z.number() });

/** @returns how many it removed; fewer than `most` when there are no more */
export async function purgeQueueEntries(
  db: Queryable,
  schema: QuotedSchema,
  { target, states, resolvedBefore, most }: Omit<PurgeRequest, 'dryRun'> & { most: number },
): Promise<PurgeCounts> {
  const { rows } = await db.query(sql(schema), [
    ...[target.credentialId, target.database, target.schema],
    ...[states, resolvedBefore.toISOString(), most],
  ]);
  return rowSchema.parse(rows[0]);
}
