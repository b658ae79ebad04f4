import type { Settlement } from '../../retryQueue/retryStore';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// Ends a claim entry by entry, as long as it is still this worker's.
// Parameters: $1 claim token, $2 json array of settlements, $3 now.
const sql = (schema: QuotedSchema): string => `
  update ${schema}.activity_retry_queue q
  set state = s.state,
      lane = coalesce(s.lane, q.lane),
      replays = coalesce(s.replays, q.replays),
      crash_claims = coalesce(s.crash_claims, q.crash_claims),
      next_attempt_at = s.next_attempt_at,
      last_failed_at = coalesce(s.last_failed_at, q.last_failed_at),
      last_errors = coalesce(s.last_errors, q.last_errors),
      fingerprint = coalesce(s.fingerprint, q.fingerprint),
      resolution = case when s.outcome <> 'kept'
        then jsonb_build_object('outcome', s.outcome, 'at', $3::timestamptz) end,
      claimed_by = null, claim_token = null, claimed_until = null
  from json_to_recordset($2::json) as s(
    target_credential_id text, target_database text, target_schema text, tenant_id text,
    event_id uuid, payload_hash text, outcome text, state text, lane text, replays int,
    crash_claims int, next_attempt_at timestamptz, last_failed_at timestamptz, last_errors jsonb,
    fingerprint text)
  where q.target_credential_id = s.target_credential_id and q.target_database = s.target_database
    and q.target_schema = s.target_schema and q.tenant_id = s.tenant_id
    and q.event_id = s.event_id and q.payload_hash = decode(s.payload_hash, 'hex')
    and q.state = 'claimed' and q.claim_token = $1::uuid`;

/** @returns how many entries were settled; fewer than given when the lease had ended */
export async function settleEntries(
  db: Queryable,
  schema: QuotedSchema,
  { token, settlements, now }: { token: string; settlements: readonly Settlement[]; now: Date },
): Promise<number> {
  const rows = JSON.stringify(settlements.map(toRow));
  const { rowCount } = await db.query(sql(schema), [token, rows, now.toISOString()]);
  return rowCount ?? 0;
}

function toRow(settlement: Settlement): Record<string, unknown> {
  const { entry, outcome } = settlement;
  const { target } = entry;
  return {
    target_credential_id: target.credentialId,
    target_database: target.database,
    target_schema: target.schema,
    tenant_id: entry.tenantId,
    event_id: entry.eventId,
    payload_hash: entry.payloadHash,
    outcome,
    ...(settlement.outcome === 'kept' ? changes(settlement.next) : { state: 'replayed' }),
  };
}

function changes(next: Extract<Settlement, { outcome: 'kept' }>['next']): Record<string, unknown> {
  return {
    state: next.state,
    lane: next.lane,
    replays: next.replays,
    crash_claims: next.crashClaims,
    next_attempt_at: next.nextAttemptAt,
    last_failed_at: next.lastFailedAt,
    last_errors: next.lastErrors,
    fingerprint: next.fingerprint,
  };
}
