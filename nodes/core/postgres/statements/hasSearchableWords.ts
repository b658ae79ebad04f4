import { z } from 'zod';
import type { Queryable } from '../queryable';

// Whether a text query holds any word that the index knows, i.e. not stop words only.
// Parameters: $1 the query in the syntax of websearch_to_tsquery.
const sql = `
  select pg_catalog.numnode(
    pg_catalog.websearch_to_tsquery('pg_catalog.english', $1::text)) > 0 as searchable`;

const rowSchema = z.tuple([z.object({ searchable: z.boolean() })]);

export async function hasSearchableWords(db: Queryable, words: string): Promise<boolean> {
  const { rows } = await db.query(sql, [words]);
  return rowSchema.parse(rows)[0].searchable;
}
