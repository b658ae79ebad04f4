import { endOfBackoffs, endOfRuns } from '../../retryQueue/clockSkew';
import type { EntryFilter } from '../../retryQueue/entryFilter';
import type { QueueEntry, Target } from '../../retryQueue/queueEntry';
import type { ClaimPurpose } from '../../retryQueue/retryStore';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { QUEUE_CONDITIONS, queueConditionValues } from './queueConditions';
import { QUEUE_ENTRY_COLUMNS, queueEntryRow } from './queueEntryRow';

// Takes entries of a target, oldest first, away from other workers until the lease ends.
// Parameters: $1 to $12 see QUEUE_CONDITIONS, $13 now, $14 also not due ones, $15 newest failure at
//   the latest or null, $16 limit, $17 token, $18 worker, $19 end of the lease, $20 and $21: later
//   than these, a next attempt and a failure come from a clock that was ahead.
const sql = (schema: QuotedSchema, purpose: ClaimPurpose): string => `
  with due as materialized (
    select q.target_credential_id, q.target_database, q.target_schema, q.tenant_id, q.event_id,
      q.payload_hash
    from ${schema}.activity_retry_queue q
    where ${QUEUE_CONDITIONS}
      and ${CLAIMABLE[purpose]}
      and ($14::boolean or q.next_attempt_at is null or q.next_attempt_at <= $13::timestamptz
        or q.next_attempt_at > $20::timestamptz)
      and ($15::timestamptz is null or q.last_failed_at <= $15::timestamptz
        or q.last_failed_at > $21::timestamptz)
    order by q.first_failed_at, q.event_id
    limit $16::int
    for update skip locked
  )
  update ${schema}.activity_retry_queue q
  set state = 'claimed', claim_token = $17::uuid, claimed_by = $18::text,
      claimed_until = $19::timestamptz
  from due d
  where q.event_id = d.event_id and q.payload_hash = d.payload_hash
    and q.tenant_id = d.tenant_id and q.target_credential_id = d.target_credential_id
    and q.target_database = d.target_database and q.target_schema = d.target_schema
  returning ${QUEUE_ENTRY_COLUMNS}`;

/** Constants, so that the partial indexes on the state serve them. */
const CLAIMABLE: Readonly<Record<ClaimPurpose, string>> = {
  replay: `q.state = 'pending' and q.payload_kind = 'event'`,
  replayParked: `q.state in ('pending', 'parked') and q.payload_kind = 'event'`,
  repair: `q.state in ('pending', 'parked')`,
};

export interface QueueClaim {
  readonly target: Target;
  readonly purpose: ClaimPurpose;
  readonly filter: EntryFilter;
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
  const { failedUntil, purpose } = claim;
  const { rows } = await db.query(sql(schema, purpose), [
    ...queueConditionValues(claim.target, claim.filter),
    claim.now.toISOString(),
    claim.includeNotDue || purpose === 'repair',
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
