import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { ConnectionConfig } from '../../nodes/core/postgres/connectionConfig';
import { ACTIVITY_DATABASE, setUpActivityDatabase } from '../../stand/activityDatabase';
import { EmbeddedServer } from '../../stand/embeddedPostgres';
import { Guard } from '../../stand/guard';

/** Leads in the directory: many more than one batch writes to, and no more than one server holds. */
export const LEADS = 20_000;

/** A server of its own with PostgreSQL's default durability, and the database of a fresh install. */
export interface BenchServer {
  readonly config: ConnectionConfig;
  readonly connectionString: string;
  /** The disk of the data lies here. */
  readonly folder: string;
  /** Ids by Airtable record id. */
  readonly leads: ReadonlyMap<string, string>;
  /** A connection for whoever compares or counts; not one of the pool under test. */
  readonly client: Client;
  /** Empties what writers filled, alike for all. */
  reset(): Promise<void>;
  count(): Promise<number>;
  end(): Promise<void>;
}

export async function startBenchServer(): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), 'activity-log-bench-server-'));
  chmodSync(folder, 0o755);
  const guard = new Guard();
  guard.removeAtEnd(folder);
  const server = await EmbeddedServer.start({
    folder: join(folder, 'data'),
    onStart: (processId) => guard.watch(processId),
    onStop: (processId) => guard.forget(processId),
  });
  await setUpActivityDatabase(server);
  const connectionString = server.connectionString(ACTIVITY_DATABASE);
  const client = new Client({ connectionString });
  await client.connect();
  const leads = await addLeads(client);
  const { host, port, user, password } = server;
  const database = ACTIVITY_DATABASE;
  return {
    config: { host, port, user, password, database, maxConnections: 5, ssl: false },
    connectionString,
    folder,
    leads,
    client,
    reset: () => reset(client),
    count: () => count(client),
    end: async () => {
      await client.end();
      await server.stop();
      await guard.close();
    },
  };
}

async function addLeads(client: Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ airtable_record_id: string; id: string }>(
    `insert into leads (airtable_record_id, email)
     select 'rec' || lpad(i::text, 14, '0'), 'lead' || i || '@example.com'
     from generate_series(1, $1) i
     returning airtable_record_id, id`,
    [LEADS],
  );
  await client.query('analyze');
  return new Map(rows.map((row) => [row.airtable_record_id, row.id]));
}

/** The log refuses TRUNCATE by a trigger; in the role of a replica triggers do not fire. */
async function reset(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    'select distinct tableoid::regclass::text as name from lead_activity_log',
  );
  await client.query('set session_replication_role = replica');
  for (const { name } of rows) await client.query(`truncate ${name}`);
  await client.query('truncate activity_dedupe');
  await client.query('update leads set last_activity_at = null where last_activity_at is not null');
  await client.query('set session_replication_role = default');
  await client.query('vacuum leads');
}

async function count(client: Client): Promise<number> {
  const { rows } = await client.query<{ events: number }>(
    'select count(*)::int as events from lead_activity_log where lead_id is not null',
  );
  return rows[0]?.events ?? 0;
}
