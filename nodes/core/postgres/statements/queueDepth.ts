import { z } from 'zod';
import type { Target } from '../../retryQueue/queueEntry';
import { depthSchema } from '../../retryQueue/queueEntrySchema';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// How much waits for a target, by state and lane, and since when.
// Parameters: $1 credential id, $2 database, $3 schema of the target.
const sql = (schema: QuotedSchema): string => `
  select state, lane, count(*)::int as count, min(first_failed_at) as oldest_failed_at
  from ${schema}.activity_retry_queue
  where target_credential_id = $1::text and target_database = $2::text
    and target_schema = $3::text and state in ('pending', 'claimed', 'parked')
  group by state, lane
  order by state, lane`;

const rowsSchema = z.array(
  depthSchema.extend({ oldest_failed_at: z.date().transform((date) => date.toISOString()) }),
);

/** @returns one row per state and lane that occur */
export async function queueDepth(
  db: Queryable,
  schema: QuotedSchema,
  target: Target,
): Promise<z.infer<typeof rowsSchema>> {
  const values = [target.credentialId, target.database, target.schema];
  const { rows } = await db.query(sql(schema), values);
  return rowsSchema.parse(rows);
}
