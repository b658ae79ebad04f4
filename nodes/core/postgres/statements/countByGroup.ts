import { z } from 'zod';
import type { EventScope } from '../../timeline/eventFilters';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { eventConditions } from './eventConditions';

// How many events of a scope there are by type, category and source, and by day, in one scan.
// Parameters: those of eventConditions, then the lowest id of each day, in order.
const sql = (schema: QuotedSchema, { where, days }: { where: string; days: string }): string => `
  select e.event_type, e.event_category, e.source,
    width_bucket(e.id, ${days}::uuid[]) as day, count(*) as events
  from ${schema}.lead_activity_log e
  where ${where}
  group by grouping sets ((1, 2, 3), (4))`;

const events = z.coerce.number().int().positive();
const kindSchema = z
  .object({ event_type: z.string(), event_category: z.string(), source: z.string(), events })
  .transform((row) => ({
    eventType: row.event_type,
    category: row.event_category,
    source: row.source,
    events: row.events,
  }));
const daySchema = z.object({ event_type: z.null(), day: z.number().int(), events });

/** Events that have type, category and source in common. */
export type KindCount = z.infer<typeof kindSchema>;
/** Events of a day; `day` is its place among the days asked for, from 1. */
export type DayCount = Pick<z.infer<typeof daySchema>, 'day' | 'events'>;

/** Each event counts once on either side; what has no events is left out. */
export interface GroupCounts {
  readonly kinds: readonly KindCount[];
  readonly days: readonly DayCount[];
}

/** @param floors lowest ids of consecutive days, lowest first */
export async function countByGroup(
  db: Queryable,
  schema: QuotedSchema,
  { scope, floors }: { scope: EventScope; floors: readonly string[] },
): Promise<GroupCounts> {
  const { text, values } = eventConditions(scope);
  const days = `$${values.push(floors)}`;
  const { rows } = await db.query(sql(schema, { where: text, days }), values);
  const parsed = z.array(z.union([daySchema, kindSchema])).parse(rows);
  return {
    kinds: parsed.flatMap((row) => ('eventType' in row ? [row] : [])),
    days: parsed.flatMap((row) => ('day' in row ? [row] : [])),
  };
}
