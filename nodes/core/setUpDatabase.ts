import { keepMonths } from './postgres/keepMonths';
import { migrate, type MigrateOptions, type MigrationReport } from './postgres/migrate';
import type { PostgresPool } from './postgres/pool';
import { toSetUpError } from './postgres/setUpError';

export interface SetUpReport {
  readonly migrations: MigrationReport;
  readonly monthsCreated: number;
}

/** Months that a fresh log has before and after the present one. */
export const MONTHS_BACK = 24;
export const MONTHS_AHEAD = 12;

/**
 * Makes the schema ready: applies pending migrations and creates months. Safe to repeat, and for
 * many callers at once. A dry run changes nothing and reports the SQL.
 * @throws ConfigurationError, TargetUnavailableError
 */
export async function setUpDatabase(
  pool: PostgresPool,
  options: MigrateOptions,
): Promise<SetUpReport> {
  const migrations = await migrate(pool, options);
  if (options.dryRun) return { migrations, monthsCreated: 0 };
  try {
    const range = { back: MONTHS_BACK, ahead: MONTHS_AHEAD };
    return { migrations, monthsCreated: await keepMonths(pool, { ...options, ...range }) };
  } catch (error) {
    throw toSetUpError(error, options.schema);
  }
}
