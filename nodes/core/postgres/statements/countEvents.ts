import { z } from 'zod';
import type { EventScope } from '../../timeline/eventFilters';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { eventConditions } from './eventConditions';

// How many events a scope holds, counted up to a limit if there is one.
// Parameters: those of eventConditions, then the limit or null.
const sql = (schema: QuotedSchema, where: string, limit: string): string => `
  select count(*)::float8 as count
  from (
    select
    from ${schema}.lead_activity_log e
    where ${where}
    limit ${limit}
  ) counted`;

const rowSchema = z.tuple([z.object({ count: z.number() })]);

/** @param limit where counting ends; null counts all */
export async function countEvents(
  db: Queryable,
  schema: QuotedSchema,
  { scope, limit }: { scope: EventScope; limit: number | null },
): Promise<number> {
  const { text, values } = eventConditions(scope);
  const place = `$${values.push(limit)}::bigint`;
  const { rows } = await db.query(sql(schema, text, place), values);
  return rowSchema.parse(rows)[0].count;
}
