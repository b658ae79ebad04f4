import type { Queryable } from '../queryable';

// Stops what a backend runs; one that runs nothing ignores it.
// Parameters: $1 pid of the backend.
const sql = `select pg_cancel_backend($1::int)`;

export async function cancelBackend(db: Queryable, pid: number): Promise<void> {
  await db.query(sql, [pid]);
}
