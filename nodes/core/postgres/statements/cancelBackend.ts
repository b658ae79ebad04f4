import type { BackendTransaction } from './beginTransaction';
import type { Queryable } from '../queryable';

// Stops what a transaction runs, and nothing that its backend runs after it: behind PgBouncer that
// may be somebody else's. A role sees its own transactions.
// Parameters: $1 pid of the backend, $2 microseconds since 1970 at which its transaction began.
const sql = `
  select pg_cancel_backend(pid) from pg_catalog.pg_stat_activity
  where pid = $1::int and extract(epoch from xact_start) * 1000000 = $2::bigint`;

/** @returns whether the transaction was still open */
export async function cancelBackend(
  db: Queryable,
  { pid, begunAt }: BackendTransaction,
): Promise<boolean> {
  const { rowCount } = await db.query(sql, [pid, begunAt]);
  return rowCount === 1;
}
