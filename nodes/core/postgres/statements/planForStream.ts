import type { Queryable } from '../queryable';

// Settings of this transaction for one long statement whose rows leave as they come: compiling it
// would delay the first row, and parallel workers would bring rows that are not read yet.
// Parameters: none.
const sql = `set local jit = off; set local max_parallel_workers_per_gather = 0`;

export async function planForStream(db: Queryable): Promise<void> {
  await db.query(sql);
}
