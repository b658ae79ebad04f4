import { openPool } from '../nodes/core/postgres/pool';
import { setUpDatabase } from '../nodes/core/setUpDatabase';
import { systemClock } from '../nodes/core/systemClock';
import type { EmbeddedServer } from './embeddedPostgres';

/** The database that events go to, on a server of its own. */
export const ACTIVITY_DATABASE = 'activity_log';
const SCHEMA = 'public';

/** Creates the database when it is new and brings its tables up to date. */
export async function setUpActivityDatabase(server: EmbeddedServer): Promise<void> {
  const found = await server.query('postgres', 'select from pg_database where datname = $1', [
    ACTIVITY_DATABASE,
  ]);
  if (found.length === 0) await server.query('postgres', `create database ${ACTIVITY_DATABASE}`);
  const { host, port, user, password } = server;
  const pool = openPool(
    { host, port, user, password, database: ACTIVITY_DATABASE, maxConnections: 1, ssl: false },
    { debug: silent, info: silent, warn: silent, error: silent },
  );
  try {
    await setUpDatabase(pool, { schema: SCHEMA, clock: systemClock, dryRun: false });
  } finally {
    await pool.end();
  }
}

/** What goes wrong here is thrown; the notices are for operators of an n8n. */
function silent(): void {}
