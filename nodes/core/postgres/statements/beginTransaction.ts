import { z } from 'zod';
import type { Queryable } from '../queryable';

// Opens a transaction in one message: one round trip. One that may be cancelled tells who it is, and
// where the server can (on Linux), it looks every second whether its client is still there, so that
// closing the connection ends the statement even when nobody is left to cancel it.
// Parameters: none; `set` takes no $n, and the time limit is a whole number by `Math.ceil`.
const sql = ({ statementTimeout, readOnly }: Beginning): string => `
  begin${readOnly ? ONE_SNAPSHOT : ''};
  set local statement_timeout = ${Math.ceil(statementTimeout)}`;

const cancellableSql = (beginning: Beginning): string => `${sql(beginning)};
  select pg_backend_pid() as pid, (extract(epoch from now()) * 1000000)::bigint::text as begun_at,
    case when version() like '%linux%'
      then set_config('client_connection_check_interval', '1000', true)
    end as checks_every`;

/** For a transaction that only reads; a standby allows it too. */
const ONE_SNAPSHOT = ' isolation level repeatable read, read only';

interface Beginning {
  /** Milliseconds that the server may spend on one statement. */
  readonly statementTimeout: number;
  readonly readOnly: boolean;
}

const answersSchema = z.array(z.object({ rows: z.array(z.unknown()) }));
const rowSchema = z
  .object({ pid: z.number().int(), begun_at: z.string() })
  .transform((row): BackendTransaction => ({ pid: row.pid, begunAt: row.begun_at }));

/** One transaction of one backend; no other has both. */
export interface BackendTransaction {
  readonly pid: number;
  /** Microseconds since 1970. */
  readonly begunAt: string;
}

export async function beginTransaction(db: Queryable, beginning: Beginning): Promise<void> {
  await db.query(sql(beginning));
}

/** @returns what cancelBackend cancels */
export async function beginCancellable(
  db: Queryable,
  beginning: Beginning,
): Promise<BackendTransaction> {
  const answers = answersSchema.parse(await db.query(cancellableSql(beginning)));
  return rowSchema.parse(answers.at(-1)?.rows[0]);
}
