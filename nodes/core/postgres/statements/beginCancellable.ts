import { z } from 'zod';
import type { Queryable } from '../queryable';

/** What BEGIN says of a transaction that only reads; a standby allows it too. */
export const ONE_SNAPSHOT = ' isolation level repeatable read, read only';

interface Beginning {
  /** Milliseconds that the server may spend on one statement. */
  readonly statementTimeout: number;
  readonly readOnly: boolean;
}

// Opens a transaction and tells who serves it, in one message: one round trip. Where the server can
// (on Linux), it looks every second whether its client is still there, so that closing the
// connection ends the statement even when nobody is left to cancel it.
// Parameters: none; `set` takes no $n, and the time limit is a whole number by `Math.ceil`.
const sql = ({ statementTimeout, readOnly }: Beginning): string => `
  begin${readOnly ? ONE_SNAPSHOT : ''};
  set local statement_timeout = ${Math.ceil(statementTimeout)};
  select pg_backend_pid() as pid,
    case when version() like '%linux%'
      then set_config('client_connection_check_interval', '1000', true)
    end as checks_every`;

const answersSchema = z.array(z.object({ rows: z.array(z.unknown()) }));
const rowSchema = z.object({ pid: z.number().int() });

/** @returns the pid of the backend, which serves nobody else until the transaction ends */
export async function beginCancellable(db: Queryable, beginning: Beginning): Promise<number> {
  const answers = answersSchema.parse(await db.query(sql(beginning)));
  return rowSchema.parse(answers.at(-1)?.rows[0]).pid;
}
