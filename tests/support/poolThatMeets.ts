import type { PostgresPool } from '../../nodes/core/postgres/pool';

/** A pool during whose statements on the log something happens elsewhere. */
export function poolThatMeets(pool: PostgresPool, happens: () => Promise<void>): PostgresPool {
  return {
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect();
      return {
        ...client,
        release: (destroy) => {
          client.release(destroy);
        },
        query: async (text, values) => {
          const answer = await client.query(text, values);
          if (/lead_activity_log|activity_timeline_of/.test(text)) await happens();
          return answer;
        },
      };
    },
  };
}
