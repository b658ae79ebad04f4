import { ConfigurationError } from '../errors';
import type { Clock } from '../ports';
import { EMBEDDED_MIGRATIONS } from './embeddedMigrations';
import { quoteSchema } from './identifiers';
import {
  migrationBody,
  migrationChecksum,
  type MigrationFile,
  migrationScript,
} from './migrationFile';
import type { PostgresPool } from './pool';
import type { Queryable } from './queryable';
import { toSetUpError } from './setUpError';
import { limitLockWaits } from './statements/limitLockWaits';
import { lockMigrations } from './statements/lockMigrations';
import { type LedgerRow, readLedger } from './statements/readLedger';
import { recordChecksum } from './statements/recordChecksum';
import { tableExists } from './statements/tableExists';
import { withTransaction } from './withTransaction';

export interface MigrateOptions {
  readonly schema: string;
  readonly clock: Clock;
  /** Whether only the SQL is wanted; the database stays as it is. */
  readonly dryRun: boolean;
}

export interface MigrationReport {
  /** What this call applied, or would apply in a dry run. */
  readonly applied: ReadonlyArray<{ readonly version: number; readonly name: string }>;
  /** How many were in place already, whoever applied them. */
  readonly alreadyApplied: number;
  /** The SQL of a dry run, else null. */
  readonly sql: string | null;
}

/** An index on a large, adopted leads table takes its time. */
const STATEMENT_TIMEOUT_MS = 300_000;
const FILE_TIME_LIMIT_MS = 330_000;
/** Longer, and writers of an adopted leads table would queue up behind us. */
const LOCK_TIMEOUT_MS = 10_000;

/**
 * Brings the schema up to date: each pending file in a transaction of its own, under a lock, so
 * that any number of calls at once is safe.
 * @throws ConfigurationError when a role may not, a table does not fit, or a file was changed after
 *   it was applied
 * @throws TargetUnavailableError when the database does not answer or is busy
 */
export async function migrate(
  pool: PostgresPool,
  options: MigrateOptions,
): Promise<MigrationReport> {
  try {
    const ledger = await inTransaction(pool, options, (db) => currentLedger(db, options.schema));
    const pending = EMBEDDED_MIGRATIONS.filter((file) => !isSettled(file, ledger));
    if (options.dryRun) return dryRunReport(pending, ledger, options.schema);
    const applied: MigrationFile[] = [];
    for (const file of pending) {
      const isNew = await inTransaction(pool, options, (db) => apply(db, file, options.schema));
      if (isNew) applied.push(file);
    }
    return report(applied, null);
  } catch (error) {
    throw toSetUpError(error, options.schema);
  }
}

function inTransaction<T>(
  pool: PostgresPool,
  { clock }: MigrateOptions,
  work: (db: Queryable) => Promise<T>,
): Promise<T> {
  const deadline = clock.elapsed() + FILE_TIME_LIMIT_MS;
  return withTransaction(pool, { clock, deadline, statementTimeout: STATEMENT_TIMEOUT_MS }, work);
}

async function currentLedger(db: Queryable, schema: string): Promise<LedgerRow[]> {
  const exists = await tableExists(db, { schema, table: 'activity_log_migration' });
  return exists ? readLedger(db, quoteSchema(schema)) : [];
}

/** False when it is not in the ledger, or when psql put it there and left the checksum to us. */
function isSettled(file: MigrationFile, ledger: readonly LedgerRow[]): boolean {
  const row = ledger.find(({ version }) => version === file.version);
  if (row === undefined || row.checksum === null) return false;
  if (row.checksum === migrationChecksum(file)) return true;
  throw new ConfigurationError({
    message: `Migration ${file.version} (${file.name}) differs from the one that was applied here.`,
    detail: `It was applied as ${row.name} with the checksum ${row.checksum}.`,
    hint: 'Install the package version that set this schema up, or a newer one, or choose another Schema.',
    code: 'changed_migration',
  });
}

/** The ledger is read again under the lock: another session may have been faster. */
async function apply(db: Queryable, file: MigrationFile, schema: string): Promise<boolean> {
  await lockMigrations(db, schema);
  const ledger = await currentLedger(db, schema);
  if (isSettled(file, ledger)) return false;
  const isNew = isMissing(file, ledger);
  if (isNew) {
    await limitLockWaits(db, LOCK_TIMEOUT_MS);
    await db.query(migrationBody(file, schema));
  }
  const entry = { version: file.version, checksum: migrationChecksum(file) };
  await recordChecksum(db, quoteSchema(schema), entry);
  return isNew;
}

function isMissing(file: MigrationFile, ledger: readonly LedgerRow[]): boolean {
  return ledger.every(({ version }) => version !== file.version);
}

function dryRunReport(
  pending: readonly MigrationFile[],
  ledger: readonly LedgerRow[],
  schema: string,
): MigrationReport {
  const missing = pending.filter((file) => isMissing(file, ledger));
  return report(missing, missing.map((file) => migrationScript(file, schema)).join('\n'));
}

function report(applied: readonly MigrationFile[], sql: string | null): MigrationReport {
  return {
    applied: applied.map(({ version, name }) => ({ version, name })),
    alreadyApplied: EMBEDDED_MIGRATIONS.length - applied.length,
    sql,
  };
}
