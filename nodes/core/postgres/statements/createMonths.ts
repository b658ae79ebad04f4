import { z } from 'zod';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// Creates the missing months of a range, both ends included; waits at most 2 s for a lock.
// Parameters: $1 first month, $2 last month, as any date in them.
const sql = (schema: QuotedSchema): string => `
  select ${schema}.create_activity_months($1::date, $2::date) as created`;

const rowSchema = z.object({ created: z.number().int() });

/** @returns how many months are new */
export async function createMonths(
  db: Queryable,
  schema: QuotedSchema,
  { first, last }: { first: string; last: string },
): Promise<number> {
  const { rows } = await db.query(sql(schema), [first, last]);
  return rowSchema.parse(rows[0]).created;
}
