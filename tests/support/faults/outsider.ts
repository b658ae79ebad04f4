import { Client } from 'pg';
import type { TestDatabase } from '../testDatabase';
import { eventually } from '../eventually';

/** A session of somebody else: holds locks, and may be killed without harm to the test. */
export interface Outsider {
  readonly processId: number;
  run<Row = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Ends the session; what it holds is let go. */
  leave(): Promise<void>;
}

export async function openOutsider(connectionString: string): Promise<Outsider> {
  const client = new Client({ connectionString });
  // A session that is killed says so twice: to its statement and here.
  client.on('error', () => undefined);
  await client.connect();
  const run = async <Row>(text: string, values: unknown[] = []) =>
    (await client.query(text, values)).rows as Row[];
  const [row] = await run<{ pid: number }>('select pg_backend_pid() as pid');
  return {
    processId: row?.pid ?? 0,
    run,
    leave: () => client.end().catch(() => undefined),
  };
}

/** Process ids of the sessions of our nodes that wait for a lock. */
export async function waitingForLock(database: TestDatabase): Promise<number[]> {
  const rows = await database.query<{ pid: number }>(
    `select pid from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'
       and application_name = 'n8n-nodes-activity-log'`,
  );
  return rows.map(({ pid }) => pid);
}

export function untilOneWaits(database: TestDatabase): Promise<void> {
  return eventually(
    'a statement of Log Activity waits for a lock',
    async () => (await waitingForLock(database)).length > 0,
  );
}
