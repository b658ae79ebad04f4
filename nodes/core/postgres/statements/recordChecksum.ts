import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// Completes a row of the ledger; a checksum that is there stays.
// Parameters: $1 version, $2 SHA-256 of the file in hex.
const sql = (schema: QuotedSchema): string => `
  update ${schema}.activity_log_migration
  set checksum = $2::text
  where version = $1::integer and checksum is null`;

export async function recordChecksum(
  db: Queryable,
  schema: QuotedSchema,
  { version, checksum }: { version: number; checksum: string },
): Promise<void> {
  await db.query(sql(schema), [version, checksum]);
}
