import { z } from 'zod';
import type { PurgeCounts, PurgeRequest } from '../../retryQueue/retryStore';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { RESOLVED_ENTRIES } from './resolvedEntries';

// How many of a target's entries are over, by how they ended.
// Parameters: $1 to $5 see RESOLVED_ENTRIES.
const sql = (schema: QuotedSchema): string => `
  select count(*) filter (where q.state = 'replayed')::int as replayed,
    count(*) filter (where q.state = 'discarded')::int as discarded
  from ${schema}.activity_retry_queue q
  where ${RESOLVED_ENTRIES}`;

const rowSchema = z.object({ replayed: z.number(), discarded: z.number() });

export async function countResolvedEntries(
  db: Queryable,
  schema: QuotedSchema,
  { target, states, resolvedBefore }: Omit<PurgeRequest, 'dryRun'>,
): Promise<PurgeCounts> {
  const { rows } = await db.query(sql(schema), [
    ...[target.credentialId, target.database, target.schema],
    ...[states, resolvedBefore.toISOString()],
  ]);
  return rowSchema.parse(rows[0]);
}
