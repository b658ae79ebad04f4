import { endOfBackoffs, endOfRuns } from '../../retryQueue/clockSkew';
import type { QueueEntry, Target } from '../../retryQueue/queueEntry';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { QUEUE_ENTRY_COLUMNS, queueEntryRow } from './queueEntryRow';

// Takes due entries of a target, oldest first, away from other workers until the lease ends.
// Parameters: $1 credential id, $2 database, $3 schema of the target, $4 now, $5 also not due ones,
//   $6 newest failure at the latest or null, $7 limit, $8 token, $9 worker, $10 end of the lease,
//   $11 and $12: later than these, a next attempt and a failure come from a clock that was ahead.
const sql = (schema: QuotedSchema): string => `
  with due as materialized (
    select target_credential_id, target_database, target_schema, tenant_id, event_id, payload_hash
    from ${schema}.activity_retry_queue
    where target_credential_id = $1::text and target_database = $2::text
      and target_schema = $3::text and state = 'pending' and payload_kind = 'event'
      and ($5::boolean or next_attempt_at <= $4::timestamptz
        or next_attempt_at > $11::timestamptz)
      and ($6::timestamptz is null or last_failed_at <= $6::timestamptz
        or last_failed_at > $12::timestamptz)
    order by first_failed_at, event_id
    limit $7::int
    for update skip locked
  )
  update ${schema}.activity_retry_queue q
  set state = 'claimed', claim_token = $8::uuid, claimed_by = $9::text,
      claimed_until = $10::timestamptz
  from due d
  where q.target_credential_id = d.target_credential_id and q.target_database = d.target_database
    and q.target_schema = d.target_schema and q.tenant_id = d.tenant_id
    and q.event_id = d.event_id and q.payload_hash = d.payload_hash
  returning ${QUEUE_ENTRY_COLUMNS}`;

export interface QueueClaim {
  readonly target: Target;
  readonly now: Date;
  readonly includeNotDue: boolean;
  readonly failedUntil: Date | null;
  readonly limit: number;
  /** UUID. */
  readonly token: string;
  readonly worker: string;
  readonly until: Date;
}

/** What a claim took. */
export interface ClaimedRows {
  /** In any order. */
  readonly entries: QueueEntry[];
  /** Rows that are no entry of this version: their claim ends as a crash, and they get parked. */
  readonly unreadable: number;
}

/** One row that cannot be read holds up none of the others. */
export async function claimDueEntries(
  db: Queryable,
  schema: QuotedSchema,
  claim: QueueClaim,
): Promise<ClaimedRows> {
  const { failedUntil } = claim;
  const { rows } = await db.query(sql(schema), [
    claim.target.credentialId,
    claim.target.database,
    claim.target.schema,
    claim.now.toISOString(),
    claim.includeNotDue,
    failedUntil?.toISOString() ?? null,
    claim.limit,
    claim.token,
    claim.worker,
    claim.until.toISOString(),
    new Date(endOfBackoffs(claim.now.getTime())).toISOString(),
    failedUntil === null ? null : new Date(endOfRuns(failedUntil.getTime())).toISOString(),
  ]);
  const read = rows.map((row) => queueEntryRow.safeParse(row));
  const entries = read.flatMap((row) => (row.success ? [row.data] : []));
  return { entries, unreadable: rows.length - entries.length };
}
