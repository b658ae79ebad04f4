import { z } from 'zod';
import type { Target } from '../../retryQueue/queueEntry';
import { depthSchema } from '../../retryQueue/queueEntrySchema';
import type { StoreIncident } from '../../retryQueue/retryStore';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// What waits for a target by cause, most entries first, in the words of one entry of each.
// Parameters: $1 credential id, $2 database, $3 schema of the target, $4 how many causes.
const sql = (schema: QuotedSchema): string => `
  with counted as (
    select fingerprint, state, lane, count(*) as entries, min(first_failed_at) as first_failed_at,
      max(last_failed_at) as last_failed_at
    from ${schema}.activity_retry_queue
    where target_credential_id = $1::text and target_database = $2::text
      and target_schema = $3::text and state in ('pending', 'claimed', 'parked')
    group by fingerprint, state, lane
  ), incidents as (
    select fingerprint, (array_agg(state order by state, lane))[1] as state,
      (array_agg(lane order by state, lane))[1] as lane,
      coalesce(sum(entries) filter (where state = 'pending'), 0)::int as pending,
      coalesce(sum(entries) filter (where state = 'claimed'), 0)::int as claimed,
      coalesce(sum(entries) filter (where state = 'parked'), 0)::int as parked,
      min(first_failed_at) as first_failed_at, max(last_failed_at) as last_failed_at
    from counted
    group by fingerprint
    order by sum(entries) desc, fingerprint
    limit $4::int
  )
  select i.fingerprint, i.pending, i.claimed, i.parked, i.first_failed_at, i.last_failed_at,
    e.error ->> 'lane' as lane, e.error ->> 'code' as code, e.error ->> 'message' as message,
    e.error ->> 'hint' as hint
  from incidents i
  cross join lateral (
    select coalesce(q.last_errors -> -1, q.first_error) as error
    from ${schema}.activity_retry_queue q
    where q.target_credential_id = $1::text and q.target_database = $2::text
      and q.target_schema = $3::text and q.state in ('pending', 'claimed', 'parked')
      and q.state = i.state and q.lane = i.lane and q.fingerprint = i.fingerprint
    limit 1) e
  order by i.pending + i.claimed + i.parked desc, i.fingerprint`;

const rowSchema = z
  .object({
    fingerprint: z.string(),
    lane: depthSchema.shape.lane,
    code: z.string(),
    message: z.string(),
    hint: z.string(),
    pending: z.number(),
    claimed: z.number(),
    parked: z.number(),
    first_failed_at: z.date(),
    last_failed_at: z.date(),
  })
  .transform(({ first_failed_at: first, last_failed_at: last, ...incident }) => ({
    ...incident,
    firstFailedAt: first.toISOString(),
    lastFailedAt: last.toISOString(),
  }));

/** One row that cannot be read hides none of the others. */
export async function queueIncidents(
  db: Queryable,
  schema: QuotedSchema,
  { target, most }: { target: Target; most: number },
): Promise<StoreIncident[]> {
  const values = [target.credentialId, target.database, target.schema, most];
  const { rows } = await db.query(sql(schema), values);
  const read = rows.map((row) => rowSchema.safeParse(row));
  return read.flatMap(({ data }) => (data === undefined ? [] : [data]));
}
