import { eventually } from './eventually';
import type { TestDatabase } from './testDatabase';

/**
 * Vacuums and analyzes until an index alone may answer. A vacuum leaves pages out while somebody
 * else still looks back, such as the server's autoanalyze, and plans depend on them.
 */
export async function vacuumLog(db: TestDatabase): Promise<void> {
  await eventually('all pages are known to be visible to all', async () => {
    await db.query('vacuum (analyze) lead_activity_log, leads');
    const [row] = await db.query<{ pages: number }>(
      `select coalesce(sum(relpages - relallvisible), 0)::int as pages
       from pg_class where starts_with(relname, 'lead_activity_log_y') and relkind = 'r'`,
    );
    return row?.pages === 0;
  });
}
