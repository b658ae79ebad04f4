import { z } from 'zod';
import { queueEntrySchema } from '../../retryQueue/queueEntrySchema';

/** What makes a row of the queue an entry, but for its payload; hashes as hex. */
export const QUEUE_ENTRY_FACTS = `
  q.target_credential_id, q.target_database, q.target_schema, q.tenant_id, q.event_id,
  encode(q.payload_hash, 'hex') as payload_hash, q.event_type,
  encode(q.dedupe_key_hash, 'hex') as dedupe_key_hash, q.payload_kind,
  q.occurred_at, q.first_failed_at, q.origin, q.state, q.lane, q.attempts, q.replays,
  q.crash_claims, q.next_attempt_at, q.last_failed_at, q.first_error, q.last_errors,
  q.fingerprint, q.edits, q.resolution`;

/** What makes a row of the queue an entry; hashes as hex, the payload as text. */
export const QUEUE_ENTRY_COLUMNS = `${QUEUE_ENTRY_FACTS}, convert_from(q.payload, 'UTF8') as payload`;

/** Older versions let the server write the time of a resolution, in its own time zone. */
const resolution = z.looseObject({
  at: z.coerce.date().transform((date) => date.toISOString()),
});

const instant = z.date().transform((date) => date.toISOString());

/** One row with those columns → an entry. */
export const queueEntryRow = z
  .looseObject({
    occurred_at: instant,
    first_failed_at: instant,
    next_attempt_at: instant.nullable(),
    last_failed_at: instant,
    resolution: resolution.nullable(),
  })
  .transform((row): unknown => ({
    target: {
      credentialId: row['target_credential_id'],
      database: row['target_database'],
      schema: row['target_schema'],
    },
    tenantId: row['tenant_id'],
    eventId: row['event_id'],
    eventType: row['event_type'],
    dedupeKeyHash: row['dedupe_key_hash'],
    payloadKind: row['payload_kind'],
    payload: row['payload'],
    payloadHash: row['payload_hash'],
    occurredAt: row.occurred_at,
    firstFailedAt: row.first_failed_at,
    origin: row['origin'],
    state: row['state'],
    lane: row['lane'],
    attempts: row['attempts'],
    replays: row['replays'],
    crashClaims: row['crash_claims'],
    nextAttemptAt: row.next_attempt_at,
    lastFailedAt: row.last_failed_at,
    firstError: row['first_error'],
    lastErrors: row['last_errors'],
    fingerprint: row['fingerprint'],
    edits: row['edits'],
    resolution: row.resolution,
  }))
  .pipe(queueEntrySchema);
