import { z } from 'zod';
import type { Queryable } from '../queryable';

// Opens a transaction and tells who serves it, in one message: one round trip. Where the server can
// (on Linux), it looks every second whether its client is still there, so that closing the
// connection ends the statement even when nobody is left to cancel it.
// Parameters: none; `set` takes no $n, and the time limit is a whole number by `Math.ceil`.
const sql = (statementTimeout: number): string => `
  begin;
  set local statement_timeout = ${Math.ceil(statementTimeout)};
  select pg_backend_pid() as pid,
    case when version() like '%linux%'
      then set_config('client_connection_check_interval', '1000', true)
    end as checks_every`;

const answersSchema = z.array(z.object({ rows: z.array(z.unknown()) }));
const rowSchema = z.object({ pid: z.number().int() });

/**
 * @param statementTimeout milliseconds that the server may spend on one statement
 * @returns the pid of the backend, which serves nobody else until the transaction ends
 */
export async function beginCancellable(db: Queryable, statementTimeout: number): Promise<number> {
  const answers = answersSchema.parse(await db.query(sql(statementTimeout)));
  return rowSchema.parse(answers.at(-1)?.rows[0]).pid;
}
