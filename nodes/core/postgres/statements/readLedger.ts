import { z } from 'zod';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// The migrations in place, oldest first.
// Parameters: none.
const sql = (schema: QuotedSchema): string => `
  select version, name, checksum
  from ${schema}.activity_log_migration
  order by version`;

const rowSchema = z.object({
  version: z.number().int(),
  name: z.string(),
  /** Null when psql applied it and our runner has not seen it yet. */
  checksum: z.string().nullable(),
});

export type LedgerRow = z.infer<typeof rowSchema>;

export async function readLedger(db: Queryable, schema: QuotedSchema): Promise<LedgerRow[]> {
  const { rows } = await db.query(sql(schema));
  return z.array(rowSchema).parse(rows);
}
