import type { WritableEvent } from '../../nodes/core/activity/activityEvent';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import type { PostgresPool } from '../../nodes/core/postgres/pool';
import type { SinkReceipt, WriteLimits } from '../../nodes/core/sinks/eventSink';
import { PostgresSink } from '../../nodes/core/sinks/postgresSink';
import { systemClock } from '../../nodes/core/systemClock';
import { createTestDatabase, type TestDatabase } from './testDatabase';

/** A database that one test file writes events to. */
export interface SinkStage {
  readonly database: TestDatabase;
  write(...events: readonly WritableEvent[]): Promise<SinkReceipt[]>;
  /** A row of the log in the form of `expectedRow`, or undefined. */
  storedRow(id: string): Promise<Record<string, unknown> | undefined>;
  /** The log is append only; a test that wants it empty has to go past its laws. */
  empty(): Promise<void>;
}

export function sinkOf(pool: PostgresPool, schema = 'public'): PostgresSink {
  return new PostgresSink({ pool, schema: quoteSchema(schema), clock: systemClock });
}

/** Limits that no test is meant to reach. */
export function wideLimits(): WriteLimits {
  return { deadline: systemClock.elapsed() + 30_000, statementTimeout: 20_000 };
}

export async function stageSink(): Promise<SinkStage> {
  const database = await createTestDatabase();
  return {
    database,
    write: (...events) => sinkOf(database.pool).write(events, wideLimits()),
    storedRow: (id) => storedRow(database, id),
    empty: async () => {
      await database.query(
        `set session_replication_role = replica;
         delete from lead_activity_log; delete from activity_dedupe; delete from leads;
         reset session_replication_role`,
      );
    },
  };
}

async function storedRow(database: TestDatabase, id: string) {
  const [row] = await database.query(
    `select r.*, encode(r.payload_hash, 'hex') as payload_hash,
       to_char(r."timestamp" at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "timestamp"
     from lead_activity_log r where id = $1`,
    [id],
  );
  if (row === undefined) return undefined;
  const { created_at: _createdAt, search: _search, ...columns } = row;
  return columns;
}

/**
 * The row that an event must become, under the names of the table.
 * @param resolved columns that the database finds out by itself
 */
export function expectedRow(event: WritableEvent, resolved: Record<string, unknown> = {}) {
  const { dedupeKeyHash: _key, ...columns } = event;
  const named = Object.entries(columns).map(([name, value]) => [
    name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`),
    value,
  ]);
  return { ...(Object.fromEntries(named) as Record<string, unknown>), ...resolved };
}
