import { z } from 'zod';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// How many events of each category happened lately, and whether there were any before. One look into
// the index (tenant, category, id) finds the next pair that occurs in the months concerned, and what
// is counted ends at a limit: the work grows neither with the log nor with a month. An
// administrator's figure: all tenants.
// Parameters: $1 lowest id of the month that $2 lies in, then the lowest ids of $2 the days before,
// $3 the last day, $4 the last hour, $5 the moment that follows, $6 most pairs, $7 most events.
const sql = (schema: QuotedSchema): string => `
  with recursive held as (
    (${firstPair(schema, 'true')})
    union all
    select coalesce(same.tenant_id, other.tenant_id),
      coalesce(same.event_category, other.event_category), coalesce(same.id, other.id)
    from held
    left join lateral (${firstPair(schema, 'e.tenant_id = held.tenant_id and e.event_category > held.event_category')}
    ) same on true
    left join lateral (${firstPair(schema, 'same.id is null and e.tenant_id > held.tenant_id')}
    ) other on true
    where same.id is not null or other.id is not null
  ), pair as materialized (
    select tenant_id, event_category, id as newest from held limit $6::int
  )
  select category.name as category,
    ${counted(schema, { from: '$4', below: '$5', limit: '$7' })} as last_hour,
    ${counted(schema, { from: '$3', below: '$5', limit: '$7' })} as last_day,
    ${counted(schema, { from: '$2', below: '$3', limit: '1' })} > 0 as had_before,
    (select count(*) from pair) = $6::int as is_cut
  from (select distinct event_category from pair) as category (name)
  order by category.name`;

/** A comparison of rows would do, but it is made for every entry of a page of the index. */
const firstPair = (schema: QuotedSchema, where: string): string => `
          select e.tenant_id, e.event_category, e.id
          from ${schema}.lead_activity_log e
          where ${where} and e.id >= $1::uuid and e.id < $5::uuid
          order by e.tenant_id, e.event_category, e.id desc
          limit 1`;

interface Span {
  readonly from: string;
  readonly below: string;
  readonly limit: string;
}

const counted = (schema: QuotedSchema, { from, below, limit }: Span): string => `(
      select count(*)::int
      from (
        select
        from pair
        cross join lateral (
          select
          from ${schema}.lead_activity_log e
          where e.tenant_id = pair.tenant_id and e.event_category = pair.event_category
            and e.id >= ${from}::uuid and e.id < ${below}::uuid
          limit ${limit}::int
        ) e
        where pair.event_category = category.name and pair.newest >= ${from}::uuid
        limit ${limit}::int
      ) counted
    )`;

const rowSchema = z
  .object({
    category: z.string(),
    last_hour: z.number().int(),
    last_day: z.number().int(),
    had_before: z.boolean(),
    is_cut: z.boolean(),
  })
  .transform((row) => ({
    category: row.category,
    lastHour: row.last_hour,
    lastDay: row.last_day,
    hadBefore: row.had_before,
    isCut: row.is_cut,
  }));

/** Events of one category of all tenants; `isCut`: there are more tenants than were looked at. */
export type RecentEvents = z.infer<typeof rowSchema>;

/** Lowest ids of moments, earliest first. */
export interface RecentFloors {
  readonly month: string;
  readonly before: string;
  readonly day: string;
  readonly hour: string;
  readonly end: string;
}

/** @returns one row per category that occurs in the months concerned, by name */
export async function countRecentEvents(
  db: Queryable,
  schema: QuotedSchema,
  { floors, pairs, limit }: { floors: RecentFloors; pairs: number; limit: number },
): Promise<RecentEvents[]> {
  const { month, before, day, hour, end } = floors;
  const { rows } = await db.query(sql(schema), [month, before, day, hour, end, pairs, limit]);
  return z.array(rowSchema).parse(rows);
}
