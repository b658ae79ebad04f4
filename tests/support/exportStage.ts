import { text } from 'node:stream/consumers';
import { type ExportedFile, type ExportParts, exportEvents } from '../../nodes/core/exportEvents';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { systemClock } from '../../nodes/core/systemClock';
import type { ExportRequest } from '../../nodes/core/timeline/exportRequest';
import type { FilterRequest } from '../../nodes/core/timeline/filterRequest';
import { silentLogger } from './silentLogger';
import type { TestDatabase } from './testDatabase';
import { noFilters } from './noFilters';

type Wanted = Partial<FilterRequest> & Partial<Omit<ExportRequest, 'filters'>>;

/** Begins an export of the tenant `default`, as CSV, unless `wanted` says otherwise. */
export function beginExport(
  db: Pick<TestDatabase, 'pool'>,
  { format = 'csv', timeZone = 'UTC', statementTimeout = 60_000, ...filters }: Wanted = {},
  parts: Partial<ExportParts> = {},
): Promise<ExportedFile> {
  return exportEvents(
    { filters: { ...noFilters('default'), ...filters }, format, timeZone, statementTimeout },
    {
      pool: db.pool,
      schema: quoteSchema('public'),
      clock: systemClock,
      logger: silentLogger,
      ...parts,
    },
  );
}

/** The whole text of an export, and its file. */
export async function exported(
  db: Pick<TestDatabase, 'pool'>,
  wanted: Wanted = {},
): Promise<{ text: string; file: ExportedFile }> {
  const file = await beginExport(db, wanted);
  return { text: await text(file.stream), file };
}

/** How many COPY run in this database. */
export async function runningCopies(db: TestDatabase): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int from pg_stat_activity
     where datname = current_database() and state = 'active' and query ~ '^\\s*copy'`,
  );
  return row?.count ?? 0;
}
