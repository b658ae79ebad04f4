import { z } from 'zod';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// What a target can do right now: reachable, writable, and set up.
// Parameters: $1 quoted schema.
const sql = `
  select pg_is_in_recovery() as in_recovery,
         current_setting('server_version') as server_version,
         to_regclass($1::text || '.lead_activity_log') is not null as has_log,
         to_regclass($1::text || '.activity_retry_queue') is not null as has_queue,
         coalesce(
           has_table_privilege(to_regclass($1::text || '.lead_activity_log'), 'insert'),
           false) as may_insert`;

const rowSchema = z.object({
  in_recovery: z.boolean(),
  server_version: z.string(),
  has_log: z.boolean(),
  has_queue: z.boolean(),
  may_insert: z.boolean(),
});

export interface TargetProbe {
  readonly inRecovery: boolean;
  readonly serverVersion: string;
  readonly hasLog: boolean;
  readonly hasQueue: boolean;
  readonly mayInsert: boolean;
}

export async function probeTarget(db: Queryable, schema: QuotedSchema): Promise<TargetProbe> {
  const { rows } = await db.query(sql, [schema]);
  const row = rowSchema.parse(rows[0]);
  return {
    inRecovery: row.in_recovery,
    serverVersion: row.server_version,
    hasLog: row.has_log,
    hasQueue: row.has_queue,
    mayInsert: row.may_insert,
  };
}
