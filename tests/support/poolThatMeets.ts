import type { PostgresPool } from '../../nodes/core/postgres/pool';
import { wrappedPool } from './wrappedPool';

/** A pool during whose statements on the log something happens elsewhere. */
export function poolThatMeets(pool: PostgresPool, happens: () => Promise<void>): PostgresPool {
  return wrappedPool(pool, async (client, text, values) => {
    const answer = await client.query(text, values);
    if (/lead_activity_log|activity_timeline_of/.test(text)) await happens();
    return answer;
  });
}
