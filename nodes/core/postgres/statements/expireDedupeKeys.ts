import { z } from 'zod';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// Forgets dedupe keys that are too old for a repetition.
// Parameters: $1 age in days, $2 how many keys at most.
const sql = (schema: QuotedSchema): string => `
  select ${schema}.expire_dedupe_keys($1::integer, $2::integer) as expired`;

const rowSchema = z.object({ expired: z.number().int() });

/** @returns how many keys were forgotten; fewer than `limit` when none is left */
export async function expireDedupeKeys(
  db: Queryable,
  schema: QuotedSchema,
  { days, limit }: { days: number; limit: number },
): Promise<number> {
  const { rows } = await db.query(sql(schema), [days, limit]);
  return rowSchema.parse(rows[0]).expired;
}
