import { z } from 'zod';
import type { TimelineEvent } from '../../timeline/timelineEvent';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { EVENT_COLUMNS, eventRowSchema, leadOfEvent, toEvent } from './eventColumns';

// Whole events by id, newest first, each with its lead as the tenant may see it.
// Parameters: $1 tenant, $2 event ids.
const sql = (schema: QuotedSchema): string => `
  select ${EVENT_COLUMNS}
  from ${schema}.lead_activity_log e ${leadOfEvent(schema)}
  where e.tenant_id = $1::text and e.id = any($2::uuid[])
  order by e.id desc`;

/** @returns the events that exist, newest first. */
export async function readEvents(
  db: Queryable,
  schema: QuotedSchema,
  { tenantId, ids }: { tenantId: string; ids: readonly string[] },
): Promise<TimelineEvent[]> {
  const { rows } = await db.query(sql(schema), [tenantId, ids]);
  return z.array(eventRowSchema).parse(rows).map(toEvent);
}
