import { z } from 'zod';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// Whether a table is there.
// Parameters: $1 its name with its quoted schema.
const SQL = `
  select to_regclass($1::text) is not null as found`;

const rowSchema = z.object({ found: z.boolean() });

/** `table` is one of our own names, which need no quotes. */
export async function tableExists(
  db: Queryable,
  { schema, table }: { schema: QuotedSchema; table: string },
): Promise<boolean> {
  const { rows } = await db.query(SQL, [`${schema}.${table}`]);
  return rowSchema.parse(rows[0]).found;
}
