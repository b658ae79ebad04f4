import { z } from 'zod';
import type { Queryable } from '../queryable';

// Whether a table is there as of now: to_regclass() may answer from a cache older than a lock.
// Parameters: $1 schema, $2 table.
const SQL = `
  select exists (
    select from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = $1::text and c.relname = $2::text) as found`;

const rowSchema = z.object({ found: z.boolean() });

export async function tableExists(
  db: Queryable,
  { schema, table }: { schema: string; table: string },
): Promise<boolean> {
  const { rows } = await db.query(SQL, [schema, table]);
  return rowSchema.parse(rows[0]).found;
}
