import type { Target } from '../../retryQueue/queueEntry';
import type { ReplayRun } from '../../retryQueue/replayRun';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// Remembers a replay, and forgets the oldest ones of its target beyond a number.
// Parameters: $1 credential id, $2 database, $3 schema of the target, $4 and $5 begin and end of the
// run, $6 the run as JSON, $7 how many are kept besides it.
const sql = (schema: QuotedSchema): string => `
  with added as (
    insert into ${schema}.activity_replay_run
      (target_credential_id, target_database, target_schema, started_at, ended_at, run)
    values ($1::text, $2::text, $3::text, $4::timestamptz, $5::timestamptz, $6::jsonb)
  )
  delete from ${schema}.activity_replay_run
  where id in (
    select id
    from ${schema}.activity_replay_run
    where target_credential_id = $1::text and target_database = $2::text
      and target_schema = $3::text
    order by ended_at desc, id desc
    offset $7::int)`;

/** @param kept how many runs of the target there are afterwards, at most */
export async function addReplayRun(
  db: Queryable,
  schema: QuotedSchema,
  { target, run, kept }: { target: Target; run: ReplayRun; kept: number },
): Promise<void> {
  const { credentialId, database, schema: ofTarget } = target;
  const place = [credentialId, database, ofTarget];
  await db.query(sql(schema), [
    ...place,
    run.startedAt,
    run.endedAt,
    JSON.stringify(run),
    kept - 1,
  ]);
}
