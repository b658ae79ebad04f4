import type { PostgresClient, PostgresPool } from '../../nodes/core/postgres/pool';

/** A pool whose statements go through `query`; everything else is that of the pool. */
export function wrappedPool(
  pool: PostgresPool,
  query: (
    client: PostgresClient,
    text: string,
    values?: readonly unknown[],
  ) => ReturnType<PostgresClient['query']>,
): PostgresPool {
  return {
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect();
      return {
        ...client,
        release: (destroy) => {
          client.release(destroy);
        },
        query: (text, values) => query(client, text, values),
      };
    },
  };
}
