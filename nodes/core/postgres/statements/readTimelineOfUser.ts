import { z } from 'zod';
import type { TimelineBounds } from '../../timeline/planTimeline';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// Ids of the events of one user, newest first.
// Parameters: $1 tenant, $2 user id, $3 from id, $4 below id, $5 event types or null, $6 categories or null, $7 limit.
const sql = (schema: QuotedSchema): string => `
  select id
  from ${schema}.lead_activity_log
  where tenant_id = $1::text and user_id = $2::text and id >= $3::uuid and id < $4::uuid
    and coalesce(event_type = any($5::text[]), true)
    and coalesce(event_category = any($6::text[]), true)
  order by id desc
  limit $7::int`;

const rowSchema = z.object({ id: z.string() });

/** @returns at most `limit` ids, newest first. */
export async function readTimelineOfUser(
  db: Queryable,
  schema: QuotedSchema,
  { userId, bounds, limit }: { userId: string; bounds: TimelineBounds; limit: number },
): Promise<string[]> {
  const { tenantId, from, below, eventTypes, categories } = bounds;
  const values = [tenantId, userId, from, below, eventTypes, categories, limit];
  const { rows } = await db.query(sql(schema), values);
  return z
    .array(rowSchema)
    .parse(rows)
    .map((row) => row.id);
}
