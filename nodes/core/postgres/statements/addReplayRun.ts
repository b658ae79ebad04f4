import type { Target } from '../../retryQueue/queueEntry';
import type { ReplayRun } from '../../retryQueue/replayRun';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// Remembers a replay, and forgets the oldest ones of its target beyond a number.
// Parameters: $1 credential id, $2 database, $3 schema of the target, $4 and $5 begin and end of the
// run, $6 its worker, $7 to $11 its counts, $12 why it stopped, $13 how many are kept besides it.
const sql = (schema: QuotedSchema): string => `
  with added as (
    insert into ${schema}.activity_replay_run
      (target_credential_id, target_database, target_schema, started_at, ended_at, worker,
       replayed, duplicates, failed, parked, skipped, stopped_because)
    values ($1::text, $2::text, $3::text, $4::timestamptz, $5::timestamptz, $6::text,
      $7::int, $8::int, $9::int, $10::int, $11::int, $12::text)
  )
  delete from ${schema}.activity_replay_run
  where id in (
    select id
    from ${schema}.activity_replay_run
    where target_credential_id = $1::text and target_database = $2::text
      and target_schema = $3::text
    order by ended_at desc, id desc
    offset $13::int)`;

/** @param kept how many runs of the target there are afterwards, at most */
export async function addReplayRun(
  db: Queryable,
  schema: QuotedSchema,
  { target, run, kept }: { target: Target; run: ReplayRun; kept: number },
): Promise<void> {
  const place = [target.credentialId, target.database, target.schema];
  const { startedAt, endedAt, worker, replayed, duplicates, failed, parked, skipped } = run;
  const counts = [replayed, duplicates, failed, parked, skipped];
  const when = [startedAt, endedAt];
  await db.query(sql(schema), [...place, ...when, worker, ...counts, run.stoppedBecause, kept - 1]);
}
