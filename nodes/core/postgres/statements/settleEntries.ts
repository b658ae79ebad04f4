import type { EntryResolution, QueueEntry } from '../../retryQueue/queueEntry';
import type { Settlement } from '../../retryQueue/retryStore';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { editsColumn, leadKeysColumn, resolutionColumn } from './queueEntryParts';

// Ends a claim entry by entry, as long as it is still this worker's. Rows are locked in the order in
// which putting locks them, so that neither waits for the other for ever. The event comes first: where
// statistics are old, each of a thousand rows is compared with each.
// Parameters: $1 claim token, $2 json array of settlements.
const sql = (schema: QuotedSchema): string => `
  with settled as materialized (
    select s.*
    from json_to_recordset($2::json) as s(
      target_credential_id text, target_database text, target_schema text, tenant_id text,
      event_id uuid, payload_hash text, state text, resolution jsonb, lane text, replays int,
      crash_claims int, next_attempt_at timestamptz, last_failed_at timestamptz,
      last_errors jsonb, fingerprint text, is_edited boolean, next_tenant_id text,
      next_event_id uuid, next_payload_hash text, next_event_type text,
      next_dedupe_key_hash text, next_payload_kind text, next_payload text,
      next_lead_keys text[], next_occurred_at timestamptz, edits text)
    join ${schema}.activity_retry_queue q
      on q.event_id = s.event_id and q.payload_hash = decode(s.payload_hash, 'hex')
      and q.tenant_id = s.tenant_id and q.target_credential_id = s.target_credential_id
      and q.target_database = s.target_database and q.target_schema = s.target_schema
    where q.state = 'claimed' and q.claim_token = $1::uuid
    order by q.target_credential_id, q.target_database, q.target_schema, q.tenant_id, q.event_id,
      q.payload_hash
    for update of q
  )
  update ${schema}.activity_retry_queue q
  set state = s.state,
      resolution = s.resolution,
      lane = coalesce(s.lane, q.lane),
      replays = coalesce(s.replays, q.replays),
      crash_claims = coalesce(s.crash_claims, q.crash_claims),
      next_attempt_at = s.next_attempt_at,
      last_failed_at = coalesce(s.last_failed_at, q.last_failed_at),
      last_errors = coalesce(s.last_errors, q.last_errors),
      fingerprint = coalesce(s.fingerprint, q.fingerprint),
      tenant_id = case when s.is_edited then s.next_tenant_id else q.tenant_id end,
      event_id = case when s.is_edited then s.next_event_id else q.event_id end,
      payload_hash =
        case when s.is_edited then decode(s.next_payload_hash, 'hex') else q.payload_hash end,
      event_type = case when s.is_edited then s.next_event_type else q.event_type end,
      dedupe_key_hash =
        case when s.is_edited then decode(s.next_dedupe_key_hash, 'hex') else q.dedupe_key_hash end,
      payload_kind = case when s.is_edited then s.next_payload_kind else q.payload_kind end,
      payload = case when s.is_edited then convert_to(s.next_payload, 'UTF8') else q.payload end,
      lead_keys = case when s.is_edited then s.next_lead_keys else q.lead_keys end,
      occurred_at = case when s.is_edited then s.next_occurred_at else q.occurred_at end,
      edits = case when s.is_edited then s.edits::json else q.edits end,
      claimed_by = null, claim_token = null, claimed_until = null
  from settled s
  where q.event_id = s.event_id and q.payload_hash = decode(s.payload_hash, 'hex')
    and q.tenant_id = s.tenant_id and q.target_credential_id = s.target_credential_id
    and q.target_database = s.target_database and q.target_schema = s.target_schema`;

/** @returns how many entries were settled; fewer than given when the lease had ended */
export async function settleEntries(
  db: Queryable,
  schema: QuotedSchema,
  { token, settlements, now }: { token: string; settlements: readonly Settlement[]; now: Date },
): Promise<number> {
  const rows = settlements.map((settlement) => ({
    ...keyOf(settlement.entry),
    ...(settlement.outcome === 'kept'
      ? changes(settlement.entry, settlement.next)
      : { state: 'replayed', resolution: ended(settlement.outcome, now) }),
  }));
  const { rowCount } = await db.query(sql(schema), [token, JSON.stringify(rows)]);
  return rowCount ?? 0;
}

function keyOf({ target, tenantId, eventId, payloadHash }: QueueEntry): Record<string, unknown> {
  return {
    target_credential_id: target.credentialId,
    target_database: target.database,
    target_schema: target.schema,
    tenant_id: tenantId,
    event_id: eventId,
    payload_hash: payloadHash,
  };
}

function ended(outcome: 'replayed' | 'duplicate', now: Date): EntryResolution {
  return { outcome, at: now.toISOString(), by: null, reason: null };
}

function changes(entry: QueueEntry, next: QueueEntry): Record<string, unknown> {
  return {
    state: next.state,
    resolution: resolutionColumn(next),
    lane: next.lane,
    replays: next.replays,
    crash_claims: next.crashClaims,
    next_attempt_at: next.nextAttemptAt,
    last_failed_at: next.lastFailedAt,
    last_errors: next.lastErrors,
    fingerprint: next.fingerprint,
    ...(isEdited(entry, next) ? edited(next) : {}),
  };
}

/** Payloads are long: they travel only when they are others. */
function isEdited(entry: QueueEntry, next: QueueEntry): boolean {
  return (
    next.edits.length !== entry.edits.length ||
    next.payload !== entry.payload ||
    next.payloadHash !== entry.payloadHash
  );
}

function edited(next: QueueEntry): Record<string, unknown> {
  return {
    is_edited: true,
    next_tenant_id: next.tenantId,
    next_event_id: next.eventId,
    next_payload_hash: next.payloadHash,
    next_event_type: next.eventType,
    next_dedupe_key_hash: next.dedupeKeyHash,
    next_payload_kind: next.payloadKind,
    next_payload: next.payload,
    next_lead_keys: leadKeysColumn(next),
    next_occurred_at: next.occurredAt,
    edits: editsColumn(next),
  };
}
