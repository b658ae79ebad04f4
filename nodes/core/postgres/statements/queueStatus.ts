import { z } from 'zod';
import type { Target } from '../../retryQueue/queueEntry';
import { depthSchema } from '../../retryQueue/queueEntrySchema';
import type { StoreStatus } from '../../retryQueue/retryStore';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// What waits in the queue, in one scan: of a target by state and lane and by cause, and how much of others.
// Parameters: $1 credential id, $2 database, $3 schema of the target, $4 how many causes.
// The entry that gives a cause its words is sought by its time too: without statistics, the planner
// may take the index by age for it, and would read all of that for a young cause.
const sql = (schema: QuotedSchema): string => `
  with counted as materialized (
    select target_credential_id, target_database, target_schema, state, lane, fingerprint,
      count(*) as entries, min(first_failed_at) as first_failed_at,
      max(last_failed_at) as last_failed_at
    from ${schema}.activity_retry_queue
    where state in ('pending', 'claimed', 'parked')
    group by target_credential_id, target_database, target_schema, state, lane, fingerprint
  ), own as (
    select state, lane, fingerprint, entries, first_failed_at, last_failed_at
    from counted
    where target_credential_id = $1::text and target_database = $2::text
      and target_schema = $3::text
  ), depth as (
    select state, lane, sum(entries) as count, min(first_failed_at) as "oldestFailedAt"
    from own
    group by state, lane
  ), causes as (
    select fingerprint, (array_agg(state order by state, lane))[1] as state,
      (array_agg(lane order by state, lane))[1] as lane,
      (array_agg(first_failed_at order by state, lane))[1] as first_of_state,
      sum(entries) as entries,
      coalesce(sum(entries) filter (where state = 'pending'), 0) as pending,
      coalesce(sum(entries) filter (where state = 'claimed'), 0) as claimed,
      coalesce(sum(entries) filter (where state = 'parked'), 0) as parked,
      min(first_failed_at) as "firstFailedAt", max(last_failed_at) as "lastFailedAt"
    from own
    group by fingerprint
    order by sum(entries) desc, fingerprint
    limit $4::int
  ), incidents as (
    select c.entries, c.fingerprint, c.pending, c.claimed, c.parked, c."firstFailedAt",
      c."lastFailedAt", e.error ->> 'lane' as lane, e.error ->> 'code' as code,
      e.error ->> 'message' as message, e.error ->> 'hint' as hint
    from causes c
    cross join lateral (
      select coalesce(q.last_errors -> -1, q.first_error) as error
      from ${schema}.activity_retry_queue q
      where q.target_credential_id = $1::text and q.target_database = $2::text
        and q.target_schema = $3::text and q.state in ('pending', 'claimed', 'parked')
        and q.state = c.state and q.lane = c.lane and q.fingerprint = c.fingerprint
        and q.first_failed_at = c.first_of_state
      limit 1) e
  ), others as (
    select target_credential_id as "credentialId", target_database as database,
      target_schema as schema, sum(entries) as waiting
    from counted
    where (target_credential_id, target_database, target_schema)
      is distinct from ($1::text, $2::text, $3::text)
    group by target_credential_id, target_database, target_schema
  )
  select
    (select coalesce(jsonb_agg(d order by state, lane), '[]') from depth d) as depth,
    (select coalesce(jsonb_agg(i order by entries desc, fingerprint), '[]') from incidents i)
      as incidents,
    (select coalesce(jsonb_agg(o order by waiting desc, "credentialId", database, schema), '[]')
      from others o) as others`;

const time = z
  .string()
  .pipe(z.coerce.date())
  .transform((date) => date.toISOString());
const incidentSchema = z.object({
  fingerprint: z.string(),
  lane: depthSchema.shape.lane,
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  pending: z.number(),
  claimed: z.number(),
  parked: z.number(),
  firstFailedAt: time,
  lastFailedAt: time,
});
const otherSchema = z
  .object({
    credentialId: z.string(),
    database: z.string(),
    schema: z.string(),
    waiting: z.number(),
  })
  .transform(({ waiting, ...target }) => ({ target, waiting }));
const rowsSchema = z.tuple([
  z.object({
    depth: z.array(depthSchema.extend({ oldestFailedAt: time })),
    incidents: z.array(z.unknown()),
    others: z.array(otherSchema),
  }),
]);

/** What a queue table tells of a target. */
export type QueueStatus = Pick<
  StoreStatus,
  'depth' | 'oldestFailedAt' | 'incidents' | 'otherTargets'
>;

/**
 * Reads the index of what waits and nothing else, once; it takes as long as there are entries. One
 * incident that cannot be read hides none of the others.
 * @param request.most incidents
 */
export async function queueStatus(
  db: Queryable,
  schema: QuotedSchema,
  { target, most }: { target: Target; most: number },
): Promise<QueueStatus> {
  const values = [target.credentialId, target.database, target.schema, most];
  const { rows } = await db.query(sql(schema), values);
  const [{ depth, incidents, others }] = rowsSchema.parse(rows);
  const [oldest = null] = depth.map(({ oldestFailedAt }) => oldestFailedAt).sort();
  return {
    depth: depth.map(({ state, lane, count }) => ({ state, lane, count })),
    oldestFailedAt: oldest,
    incidents: incidents.flatMap((incident) => incidentSchema.safeParse(incident).data ?? []),
    otherTargets: others,
  };
}
