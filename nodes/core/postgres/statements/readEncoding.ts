import { z } from 'zod';
import type { Queryable } from '../queryable';

// The encoding of the database's texts, by PostgreSQL's name for it.
// Parameters: none.
const SQL = `
  select current_setting('server_encoding') as encoding`;

const rowSchema = z.object({ encoding: z.string() });

export async function readEncoding(db: Queryable): Promise<string> {
  const { rows } = await db.query(SQL);
  return rowSchema.parse(rows[0]).encoding;
}
