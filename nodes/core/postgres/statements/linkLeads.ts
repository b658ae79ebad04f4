import { z } from 'zod';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// Gives events without a lead the lead that has arrived meanwhile.
// Parameters: $1 how many events at most.
const sql = (schema: QuotedSchema): string => `
  select ${schema}.link_leads($1::integer) as linked`;

const rowSchema = z.object({ linked: z.number().int() });

/** @returns how many events were linked; fewer than `limit` when none is left */
export async function linkLeads(
  db: Queryable,
  schema: QuotedSchema,
  limit: number,
): Promise<number> {
  const { rows } = await db.query(sql(schema), [limit]);
  return rowSchema.parse(rows[0]).linked;
}
