import { z } from 'zod';
import type { TimelineBounds } from '../../timeline/planTimeline';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// Ids of a lead's events, newest first: linked ones by lead, others by Airtable id and by email.
// Parameters: $1 tenant, $2 lead ids, $3 Airtable ids, $4 emails, $5 from id, $6 below id, $7 event types or null, $8 categories or null, $9 limit.
const sql = (schema: QuotedSchema): string => `
  select id
  from (
    select e.id
    from unnest($2::uuid[]) as lead(id)
    cross join lateral (
      select log.id
      from ${schema}.lead_activity_log log
      where log.tenant_id = $1::text and log.lead_id = lead.id
        and log.id >= $5::uuid and log.id < $6::uuid
        and coalesce(log.event_type = any($7::text[]), true)
        and coalesce(log.event_category = any($8::text[]), true)
      order by log.id desc
      limit $9::int
    ) e
    union all
    select e.id
    from unnest($3::text[]) as lead(airtable_id)
    cross join lateral (
      select log.id
      from ${schema}.lead_activity_log log
      where log.tenant_id = $1::text and log.lead_id is null
        and log.lead_airtable_id = lead.airtable_id
        and log.id >= $5::uuid and log.id < $6::uuid
        and coalesce(log.event_type = any($7::text[]), true)
        and coalesce(log.event_category = any($8::text[]), true)
      order by log.id desc
      limit $9::int
    ) e
    union all
    select e.id
    from unnest($4::text[]) as lead(email)
    cross join lateral (
      select log.id
      from ${schema}.lead_activity_log log
      where log.tenant_id = $1::text and log.lead_id is null and log.lead_email = lead.email
        and coalesce(log.lead_airtable_id <> all($3::text[]), true)
        and log.id >= $5::uuid and log.id < $6::uuid
        and coalesce(log.event_type = any($7::text[]), true)
        and coalesce(log.event_category = any($8::text[]), true)
      order by log.id desc
      limit $9::int
    ) e
  ) merged
  order by id desc
  limit $9::int`;

const rowSchema = z.object({ id: z.string() });

/** Everything that events of one lead may be stored under; each list holds distinct values. */
export interface LeadKeys {
  readonly leadIds: readonly string[];
  readonly airtableIds: readonly string[];
  readonly emails: readonly string[];
}

/** @returns at most `limit` ids, each once, newest first. */
export async function readTimelineOfLead(
  db: Queryable,
  schema: QuotedSchema,
  { keys, bounds, limit }: { keys: LeadKeys; bounds: TimelineBounds; limit: number },
): Promise<string[]> {
  const { tenantId, from, below, eventTypes, categories } = bounds;
  const subject = [keys.leadIds, keys.airtableIds, keys.emails];
  const values = [tenantId, ...subject, from, below, eventTypes, categories, limit];
  const { rows } = await db.query(sql(schema), values);
  return z
    .array(rowSchema)
    .parse(rows)
    .map((row) => row.id);
}
