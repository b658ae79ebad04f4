import type { Clock } from '../ports';
import { quoteSchema } from './identifiers';
import type { PostgresPool } from './pool';
import { createMonths } from './statements/createMonths';
import { withTransaction } from './withTransaction';

export interface KeepMonthsOptions {
  readonly schema: string;
  readonly clock: Clock;
  /** Months before the present one. */
  readonly back: number;
  /** Months after the present one. */
  readonly ahead: number;
}

/** Waits between tries while writers hold the table: together with the lock waits half a minute. */
const WAITS_MS = [500, 1000, 2000, 4000, 8000];
/** Lock not available, deadlock: worth another try. */
const BUSY = new Set(['55P03', '40P01']);
const STATEMENT_TIMEOUT_MS = 60_000;
const TIME_LIMIT_MS = 90_000;

/**
 * Creates the months that are missing around the present one.
 * @returns how many are new
 * @throws what pg threw, when the table stayed busy through all tries or for any other reason
 */
export async function keepMonths(pool: PostgresPool, options: KeepMonthsOptions): Promise<number> {
  for (const wait of WAITS_MS) {
    try {
      return await createOnce(pool, options);
    } catch (error) {
      if (!BUSY.has(String((error as { code?: unknown }).code))) throw error;
      await options.clock.sleep(wait);
    }
  }
  return createOnce(pool, options);
}

function createOnce(pool: PostgresPool, options: KeepMonthsOptions): Promise<number> {
  const { clock, back, ahead } = options;
  const now = clock.now();
  const range = { first: monthFrom(now, -back), last: monthFrom(now, ahead) };
  const limits = {
    clock,
    deadline: clock.elapsed() + TIME_LIMIT_MS,
    statementTimeout: STATEMENT_TIMEOUT_MS,
  };
  return withTransaction(pool, limits, (db) =>
    createMonths(db, quoteSchema(options.schema), range),
  );
}

/** The first day of the month `offset` months from `now`, e.g. `2026-11-01`. */
function monthFrom(now: Date, offset: number): string {
  const first = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1);
  return new Date(first).toISOString().slice(0, 10);
}
