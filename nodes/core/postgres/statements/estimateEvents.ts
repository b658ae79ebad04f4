import { z } from 'zod';
import type { EventScope } from '../../timeline/eventFilters';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { eventConditions } from './eventConditions';

// How many events the planner expects a scope to hold, from the statistics; reads none of them.
// Parameters: those of eventConditions.
const sql = (schema: QuotedSchema, where: string): string => `
  explain (format json)
  select
  from ${schema}.lead_activity_log e
  where ${where}`;

const rowSchema = z.tuple([
  z.object({
    'QUERY PLAN': z.tuple([z.object({ Plan: z.object({ 'Plan Rows': z.number() }) })]),
  }),
]);

export async function estimateEvents(
  db: Queryable,
  schema: QuotedSchema,
  scope: EventScope,
): Promise<number> {
  const { text, values } = eventConditions(scope);
  const { rows } = await db.query(sql(schema, text), values);
  return rowSchema.parse(rows)[0]['QUERY PLAN'][0].Plan['Plan Rows'];
}
