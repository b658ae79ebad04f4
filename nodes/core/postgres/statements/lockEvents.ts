import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { WritableEvent } from '../../activity/activityEvent';
import type { Queryable } from '../queryable';

// Takes a lock on each event until the transaction ends, without waiting; twins share one.
// Parameters: $1 keys, one per event.
const SQL = `
  select array_agg(pg_try_advisory_xact_lock(k.key) order by k.ordinal) as locked
  from unnest($1::bigint[]) with ordinality as k(key, ordinal)`;

const rowSchema = z.object({ locked: z.array(z.boolean()) });

/** @returns per event, in order, whether its lock is ours; else another transaction has it. */
export async function lockEvents(
  db: Queryable,
  events: readonly WritableEvent[],
): Promise<boolean[]> {
  const { rows } = await db.query(SQL, [events.map(lockKey)]);
  const [{ locked }] = z.tuple([rowSchema]).parse(rows);
  if (locked.length !== events.length) throw new Error('There are not as many locks as events.');
  return locked;
}

/** Keeps these keys apart from advisory locks of others in the same database. */
const OURS = 'activity_log_event';

/** 64 bits of a hash over what makes two events the same row. */
function lockKey({ tenantId, dedupeKeyHash, id }: WritableEvent): string {
  const identity = JSON.stringify([OURS, tenantId, dedupeKeyHash ?? id]);
  return createHash('sha256').update(identity).digest().readBigInt64BE(0).toString();
}
