import type { EntryError, Target } from '../../retryQueue/queueEntry';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// Takes back claims whose lease has ended, who loses too many workers being parked; and claims that
// a living worker could not end, as they were.
// Parameters: $1 credential id, $2 database, $3 schema of the target, $4 now, $5 crashes at which
//   an entry is parked, $6 json of the error to note, $7 how many last errors are kept,
//   $8 tokens of claims whose worker lives.
const sql = (schema: QuotedSchema): string => `
  with orphaned as materialized (
    select target_credential_id, target_database, target_schema, tenant_id, event_id, payload_hash,
      claim_token = any($8::uuid[]) as is_alive
    from ${schema}.activity_retry_queue
    where target_credential_id = $1::text and target_database = $2::text
      and target_schema = $3::text and state = 'claimed'
      and (claimed_until < $4::timestamptz or claim_token = any($8::uuid[]))
    for update skip locked
  )
  update ${schema}.activity_retry_queue q
  set state = case
        -- Who was parked and claimed all the same goes back there.
        when next_attempt_at is null or not d.is_alive and crash_claims + 1 >= $5::int then 'parked'
        else 'pending' end,
      next_attempt_at = case when d.is_alive or next_attempt_at is null then next_attempt_at
        when crash_claims + 1 < $5::int then $4::timestamptz end,
      crash_claims = case when d.is_alive then crash_claims else crash_claims + 1 end,
      last_errors = case when d.is_alive then last_errors
        else case when jsonb_array_length(last_errors) >= $7::int
        then last_errors - 0 else last_errors end || jsonb_build_array($6::jsonb) end,
      claimed_by = null, claim_token = null, claimed_until = null
  from orphaned d
  where q.event_id = d.event_id and q.payload_hash = d.payload_hash
    and q.tenant_id = d.tenant_id and q.target_credential_id = d.target_credential_id
    and q.target_database = d.target_database and q.target_schema = d.target_schema`;

/** @returns how many entries came back */
export async function returnOrphanedClaims(
  db: Queryable,
  schema: QuotedSchema,
  orphans: {
    target: Target;
    now: Date;
    maxCrashes: number;
    error: EntryError;
    lastErrors: number;
    alive: readonly string[];
  },
): Promise<number> {
  const { credentialId, database, schema: targetSchema } = orphans.target;
  const { rowCount } = await db.query(sql(schema), [
    credentialId,
    database,
    targetSchema,
    orphans.now.toISOString(),
    orphans.maxCrashes,
    JSON.stringify(orphans.error),
    orphans.lastErrors,
    orphans.alive,
  ]);
  return rowCount ?? 0;
}
