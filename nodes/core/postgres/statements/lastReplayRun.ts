import { z } from 'zod';
import type { Target } from '../../retryQueue/queueEntry';
import type { ReplayRun } from '../../retryQueue/replayRun';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// What the last replay of a target did.
// Parameters: $1 credential id, $2 database, $3 schema of the target.
const sql = (schema: QuotedSchema): string => `
  select run
  from ${schema}.activity_replay_run
  where target_credential_id = $1::text and target_database = $2::text
    and target_schema = $3::text
  order by ended_at desc, id desc
  limit 1`;

const count = z.number().int().nonnegative();
const rowSchema = z.object({
  run: z.object({
    startedAt: z.string(),
    endedAt: z.string(),
    worker: z.string(),
    replayed: count,
    duplicates: count,
    failed: count,
    parked: count,
    skipped: count,
    stoppedBecause: z.string().nullable(),
  }),
});

/** @returns null when none is remembered */
export async function lastReplayRun(
  db: Queryable,
  schema: QuotedSchema,
  target: Target,
): Promise<ReplayRun | null> {
  const values = [target.credentialId, target.database, target.schema];
  const { rows } = await db.query(sql(schema), values);
  return rows.length === 0 ? null : rowSchema.parse(rows[0]).run;
}
