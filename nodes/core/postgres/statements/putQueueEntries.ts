import { released } from '../../retryQueue/entryTransitions';
import type { QueueEntry } from '../../retryQueue/queueEntry';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { editsColumn, leadKeysColumn, resolutionColumn } from './queueEntryParts';

// Keeps entries; one that is there already takes the newer failure, and waits again if it was done:
// then its tries begin anew, and so does its age.
// Parameters: $1 json array of entries, $2 how many last errors are kept.
const sql = (schema: QuotedSchema): string => `
  insert into ${schema}.activity_retry_queue as q (
    target_credential_id, target_database, target_schema, tenant_id, event_id, payload_hash,
    event_type, dedupe_key_hash, payload_kind, payload, lead_keys, occurred_at, first_failed_at,
    origin, state, lane, attempts, replays, crash_claims, next_attempt_at, last_failed_at,
    first_error, last_errors, fingerprint, edits, resolution)
  select
    target_credential_id, target_database, target_schema, tenant_id, event_id,
    decode(payload_hash, 'hex'), event_type, decode(dedupe_key_hash, 'hex'), payload_kind,
    convert_to(payload, 'UTF8'), lead_keys, occurred_at, first_failed_at, origin, state, lane,
    attempts, replays, crash_claims, next_attempt_at, last_failed_at, first_error, last_errors,
    fingerprint, edits::json, resolution
  from json_to_recordset($1::json) as e(
    target_credential_id text, target_database text, target_schema text, tenant_id text,
    event_id uuid, payload_hash text, event_type text, dedupe_key_hash text, payload_kind text,
    payload text, lead_keys text[], occurred_at timestamptz, first_failed_at timestamptz,
    origin jsonb, state text, lane text, attempts int, replays int, crash_claims int,
    next_attempt_at timestamptz, last_failed_at timestamptz, first_error jsonb, last_errors jsonb,
    fingerprint text, edits text, resolution jsonb)
  order by target_credential_id, target_database, target_schema, tenant_id collate "C", event_id,
    payload_hash
  on conflict (target_credential_id, target_database, target_schema, tenant_id, event_id,
    payload_hash)
  do update set
    -- Who has claimed it goes on with it: the payload is the same.
    state = case when q.state = 'claimed' then q.state else excluded.state end,
    next_attempt_at = excluded.next_attempt_at,
    resolution = excluded.resolution,
    lane = excluded.lane,
    fingerprint = excluded.fingerprint,
    attempts = q.attempts + excluded.attempts,
    replays = case when q.resolution is null then q.replays else excluded.replays end,
    crash_claims =
      case when q.resolution is null then q.crash_claims else excluded.crash_claims end,
    first_failed_at =
      case when q.resolution is null then q.first_failed_at else excluded.first_failed_at end,
    last_failed_at = greatest(q.last_failed_at, excluded.last_failed_at),
    last_errors = (
      select coalesce(jsonb_agg(error order by position), '[]')
      from (
        select error, position
        from jsonb_array_elements(q.last_errors || excluded.last_errors)
          with ordinality as both_errors(error, position)
        order by position desc
        limit $2::int) newest)
  where (q.last_failed_at, q.state) is distinct from (excluded.last_failed_at, excluded.state)`;

/** @param entries at most one of each key */
export async function putQueueEntries(
  db: Queryable,
  schema: QuotedSchema,
  { entries, lastErrors }: { entries: readonly QueueEntry[]; lastErrors: number },
): Promise<void> {
  await db.query(sql(schema), [JSON.stringify(entries.map(toRow)), lastErrors]);
}

function toRow(entry: QueueEntry): Record<string, unknown> {
  return {
    target_credential_id: entry.target.credentialId,
    target_database: entry.target.database,
    target_schema: entry.target.schema,
    tenant_id: entry.tenantId,
    event_id: entry.eventId,
    payload_hash: entry.payloadHash,
    event_type: entry.eventType,
    dedupe_key_hash: entry.dedupeKeyHash,
    payload_kind: entry.payloadKind,
    payload: entry.payload,
    lead_keys: leadKeysColumn(entry),
    occurred_at: entry.occurredAt,
    first_failed_at: entry.firstFailedAt,
    origin: entry.origin,
    state: entry.state === 'claimed' ? released(entry).state : entry.state,
    lane: entry.lane,
    attempts: entry.attempts,
    replays: entry.replays,
    crash_claims: entry.crashClaims,
    next_attempt_at: entry.nextAttemptAt,
    last_failed_at: entry.lastFailedAt,
    first_error: entry.firstError,
    last_errors: entry.lastErrors,
    fingerprint: entry.fingerprint,
    edits: editsColumn(entry),
    resolution: resolutionColumn(entry),
  };
}
