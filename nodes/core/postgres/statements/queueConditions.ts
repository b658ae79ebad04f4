import type { EntryFilter } from '../../retryQueue/entryFilter';
import type { Target } from '../../retryQueue/queueEntry';
import { storableText } from '../../retryQueue/storableText';

/**
 * Entries of a target that a filter lets through, as `matchesFilter` does; for a WHERE on the alias
 * `q` of the queue. $1 credential id, $2 database and $3 schema of the target; $4 ids, $5 lanes,
 * $6 codes, $7 fingerprints, $8 event types, $9 keys of leads, each null when it narrows nothing;
 * $10 and $11 time of the first failure.
 */
export const QUEUE_CONDITIONS = `
      q.target_credential_id = $1::text and q.target_database = $2::text
      and q.target_schema = $3::text
      and ($4::text[] is null or q.event_id::text = any($4::text[])
        or q.event_id::text || '/' || left(encode(q.payload_hash, 'hex'), 8) = any($4::text[]))
      and ($5::text[] is null or q.lane = any($5::text[]))
      and ($6::text[] is null
        or coalesce(q.last_errors -> -1, q.first_error) ->> 'code' = any($6::text[]))
      and ($7::text[] is null or q.fingerprint = any($7::text[]))
      and ($8::text[] is null or q.event_type = any($8::text[]))
      and ($9::text[] is null or q.lead_keys && $9::text[])
      and ($10::timestamptz is null or q.first_failed_at >= $10::timestamptz)
      and ($11::timestamptz is null or q.first_failed_at < $11::timestamptz)`;

/** $1 to $11. */
export function queueConditionValues(target: Target, filter: EntryFilter): unknown[] {
  return [
    ...[target.credentialId, target.database, target.schema],
    ...[filter.ids, filter.lanes, filter.codes, filter.fingerprints].map(listOf),
    ...[filter.eventTypes, filter.leads].map(listOf),
    ...[instantOf(filter.failedFrom), instantOf(filter.failedBefore)],
  ];
}

/** What a store holds was made storable too, so that both sides are still the same. */
function listOf(values: readonly string[]): string[] | null {
  return values.length === 0 ? null : values.map(storableText);
}

/** JavaScript reads more ways of writing a time than PostgreSQL does, and others. */
function instantOf(time: string | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
