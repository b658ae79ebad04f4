import type { EntryFilter } from '../../retryQueue/entryFilter';
import type { Target } from '../../retryQueue/queueEntry';
import { storableText } from '../../retryQueue/storableText';

/**
 * Entries of a target that a filter lets through, as `matchesFilter` does; for a WHERE on the alias
 * `q` of the queue. $1 credential id, $2 database and $3 schema of the target; $4 ids
 * and $5 the event ids in them, $6 lanes, $7 codes, $8 fingerprints, $9 event types, $10 keys of
 * leads, each null when it narrows nothing; $11 and $12 time of the first failure.
 */
export const QUEUE_CONDITIONS = `
      q.target_credential_id = $1::text and q.target_database = $2::text
      and q.target_schema = $3::text
      and ($4::text[] is null or q.event_id = any($5::uuid[])
        and (q.event_id::text = any($4::text[])
          or q.event_id::text || '/' || left(encode(q.payload_hash, 'hex'), 8) = any($4::text[])))
      and ($6::text[] is null or q.lane = any($6::text[]))
      and ($7::text[] is null
        or coalesce(q.last_errors -> -1, q.first_error) ->> 'code' = any($7::text[]))
      and ($8::text[] is null or q.fingerprint = any($8::text[]))
      and ($9::text[] is null or q.event_type = any($9::text[]))
      and ($10::text[] is null or q.lead_keys && $10::text[])
      and ($11::timestamptz is null or q.first_failed_at >= $11::timestamptz)
      and ($12::timestamptz is null or q.first_failed_at < $12::timestamptz)`;

/** $1 to $12. */
export function queueConditionValues(target: Target, filter: EntryFilter): unknown[] {
  return [
    ...[target.credentialId, target.database, target.schema],
    ...[listOf(filter.ids), eventIdsOf(filter.ids)],
    ...[filter.lanes, filter.codes, filter.fingerprints].map(listOf),
    ...[filter.eventTypes, filter.leads].map(listOf),
    ...[instantOf(filter.failedFrom), instantOf(filter.failedBefore)],
  ];
}

const EVENT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** For the index; what begins with no event id is the id of no entry. */
function eventIdsOf(ids: readonly string[]): string[] {
  return ids.flatMap((id) => EVENT_ID.exec(id) ?? []);
}

/** What a store holds was made storable too, so that both sides are still the same. */
function listOf(values: readonly string[]): string[] | null {
  return values.length === 0 ? null : values.map(storableText);
}

/** JavaScript reads more ways of writing a time than PostgreSQL does, and others. */
function instantOf(time: string | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
