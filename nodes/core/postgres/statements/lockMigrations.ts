import type { Queryable } from '../queryable';

// Lets one session at a time migrate a schema, until its transaction ends; the files do the same.
// Parameters: $1 the schema's name.
const SQL = `
  select pg_advisory_xact_lock(hashtextextended('activity_log_migration ' || $1::text, 0))`;

export async function lockMigrations(db: Queryable, schema: string): Promise<void> {
  await db.query(SQL, [schema]);
}
