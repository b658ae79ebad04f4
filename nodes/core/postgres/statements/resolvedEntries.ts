/**
 * Entries of a target that were replayed or discarded before a time; for a WHERE on the alias `q`
 * of the queue. $1 credential id, $2 database and $3 schema of the target, $4 states, $5 time.
 * Whatever states are asked for, nothing that waits is among them.
 */
export const RESOLVED_ENTRIES = `
      q.target_credential_id = $1::text and q.target_database = $2::text
      and q.target_schema = $3::text and q.state in ('replayed', 'discarded')
      and q.state = any($4::text[])
      and coalesce((q.resolution ->> 'at')::timestamptz, q.last_failed_at) < $5::timestamptz`;
