import { z } from 'zod';
import type { Target } from '../../retryQueue/queueEntry';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// Which other targets have entries that wait here, and how many.
// Parameters: $1 credential id, $2 database, $3 schema of the target that is left out.
const sql = (schema: QuotedSchema): string => `
  select target_credential_id, target_database, target_schema, count(*)::int as waiting
  from ${schema}.activity_retry_queue
  where state in ('pending', 'claimed', 'parked')
    and (target_credential_id, target_database, target_schema)
      is distinct from ($1::text, $2::text, $3::text)
  group by target_credential_id, target_database, target_schema
  order by waiting desc, target_credential_id, target_database, target_schema`;

const rowsSchema = z.array(
  z
    .object({
      target_credential_id: z.string(),
      target_database: z.string(),
      target_schema: z.string(),
      waiting: z.number(),
    })
    .transform((row) => ({
      target: {
        credentialId: row.target_credential_id,
        database: row.target_database,
        schema: row.target_schema,
      },
      waiting: row.waiting,
    })),
);

/** @returns most entries first */
export async function queueTargets(
  db: Queryable,
  schema: QuotedSchema,
  butFor: Target,
): Promise<Array<{ target: Target; waiting: number }>> {
  const values = [butFor.credentialId, butFor.database, butFor.schema];
  const { rows } = await db.query(sql(schema), values);
  return rowsSchema.parse(rows);
}
