import { z } from 'zod';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// Which of the tables that a timeline reads do not exist.
// Parameters: $1 schema, quoted as an identifier, $2 names of tables.
const sql = `
  select to_regnamespace($1::text) is not null as has_schema,
    array(
      select name from unnest($2::text[]) as name
      where to_regclass($1::text || '.' || quote_ident(name)) is null
    ) as missing`;

const rowSchema = z.object({ has_schema: z.boolean(), missing: z.array(z.string()) });

/** What a timeline is read from. */
const TABLES = ['lead_activity_log', 'leads', 'activity_event_type'];

export interface MissingTables {
  readonly hasSchema: boolean;
  /** Names without the schema. */
  readonly missing: readonly string[];
}

export async function findMissingTables(
  db: Queryable,
  schema: QuotedSchema,
): Promise<MissingTables> {
  const { rows } = await db.query(sql, [schema, TABLES]);
  const row = rowSchema.parse(rows[0]);
  return { hasSchema: row.has_schema, missing: row.missing };
}
