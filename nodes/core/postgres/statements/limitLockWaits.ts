import type { Queryable } from '../queryable';

// Makes statements of this transaction fail with 55P03 instead of waiting longer for a lock.
// Parameters: $1 milliseconds.
const SQL = `
  select set_config('lock_timeout', $1::text, true)`;

export async function limitLockWaits(db: Queryable, milliseconds: number): Promise<void> {
  await db.query(SQL, [String(milliseconds)]);
}
