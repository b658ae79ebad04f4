import { z } from 'zod';
import { lowestIdAt } from '../../timeline/idRange';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import type { MonthBounds } from './findMonthBounds';

// How many events lie before the first and after the last month, in the catch-alls; counting ends at
// a limit, so that it costs the same however many there are. An administrator's figure: all tenants.
// Parameters: $1 lowest id of the first month, $2 lowest id after the last one, $3 limit.
const sql = (schema: QuotedSchema): string => `
  select
    (select count(*)::int from (
       select from ${schema}.lead_activity_log where id < $1::uuid limit $3::int) e) as before,
    (select count(*)::int from (
       select from ${schema}.lead_activity_log where id >= $2::uuid limit $3::int) e) as after`;

const rowSchema = z.object({ before: z.number().int(), after: z.number().int() });

/** Events outside the months, counted up to the limit. */
export type OutsideCounts = z.infer<typeof rowSchema>;

export async function countOutsideMonths(
  db: Queryable,
  schema: QuotedSchema,
  { bounds, limit }: { bounds: MonthBounds; limit: number },
): Promise<OutsideCounts> {
  const values = [lowestIdAt(bounds.first.getTime()), lowestIdAt(bounds.end.getTime()), limit];
  const { rows } = await db.query(sql(schema), values);
  return rowSchema.parse(rows[0]);
}
