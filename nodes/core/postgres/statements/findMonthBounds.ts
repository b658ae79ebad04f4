import { z } from 'zod';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// Where the months of the log begin and end; both are 1970 when there is none.
// Parameters: none.
const sql = (schema: QuotedSchema): string => `
  select first_month, end_month from ${schema}.activity_month_bounds()`;

const rowSchema = z.object({ first_month: z.date(), end_month: z.date() });

export interface MonthBounds {
  /** Begin of the first month. */
  readonly first: Date;
  /** End of the last month, which is the begin of the one that comes next. */
  readonly end: Date;
}

export async function findMonthBounds(db: Queryable, schema: QuotedSchema): Promise<MonthBounds> {
  const { rows } = await db.query(sql(schema));
  const row = rowSchema.parse(rows[0]);
  return { first: row.first_month, end: row.end_month };
}
