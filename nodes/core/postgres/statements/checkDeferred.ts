import type { Queryable } from '../queryable';

// Checks at once what the tables' constraints would check at the commit.
// Parameters: none.
const SQL = `
  set constraints all immediate`;

export async function checkDeferred(db: Queryable): Promise<void> {
  await db.query(SQL);
}
