import type { Readable } from 'node:stream';
import { ConfigurationError } from './errors';
import type { Clock, Logger } from './ports';
import type { Queryable } from './postgres/queryable';
import { copyOut } from './postgres/copyOut';
import { exportStatement } from './postgres/statements/exportEvents';
import { readEncoding } from './postgres/statements/readEncoding';
import {
  type ReadParts,
  readInTransaction,
  readLimits,
  wordReadError,
} from './reading/readTransaction';
import { type ResolvedFilters, resolveFilters } from './reading/resolveFilters';
import { exportLines } from './timeline/exportLines';
import type { ExportFormat, ExportRequest } from './timeline/exportRequest';
import { type ExportPlan, planExport } from './timeline/planExport';
import type { TimelineNotice } from './timeline/timelinePage';
import { DEFAULT_STATEMENT_TIMEOUT } from './timeline/timelineRequest';

/** A file while it is being made. */
export interface ExportedFile {
  /** UTF-8; fails with an ActivityLogError. Destroying it stops the export on the server. */
  readonly stream: Readable;
  readonly mimeType: string;
  readonly fileExtension: string;
  /** Events in what was streamed so far; all of them once the stream has ended. */
  rows(): number;
  readonly notices: readonly TimelineNotice[];
}

export type ExportParts = ReadParts & { readonly logger: Logger };

const FILE_TYPES: Readonly<Record<ExportFormat, Pick<ExportedFile, 'mimeType' | 'fileExtension'>>> =
  {
    csv: { mimeType: 'text/csv', fileExtension: 'csv' },
    ndjson: { mimeType: 'application/x-ndjson', fileExtension: 'ndjson' },
  };

/** Milliseconds between two messages of progress. */
const PROGRESS_MS = 10_000;

/**
 * Exports everything that the filters let through, newest first, as one snapshot. Memory stays flat
 * whatever the size, and the database goes no faster than the stream is read. Works with a
 * read-only role and on a standby. Columns and keys: statements/exportEvents.ts.
 * @throws ConfigurationError for a parameter, credential or privilege that must be corrected
 * @throws MigrationNeededError when tables are missing
 * @throws TargetUnavailableError when the database does not answer or refuses for now
 */
export async function exportEvents(
  request: ExportRequest,
  parts: ExportParts,
): Promise<ExportedFile> {
  const plan = planExport(request, parts.clock.now());
  const { scope, notices } = await resolve(plan, parts);
  const lines = exportLines(plan.format);
  const progress = new Progress(parts, () => lines.events);
  const stream = await copyOut(parts.pool, readLimits(parts, plan.statementTimeout), {
    statement: exportStatement(parts.schema, scope, plan.format),
    reader: {
      convert: (chunk) => {
        const converted = lines.convert(chunk);
        progress.tell();
        return converted;
      },
      wordError: (error) => wordReadError(error, parts),
    },
  });
  stream.once('end', () => progress.end());
  return { stream, ...FILE_TYPES[plan.format], rows: () => lines.events, notices };
}

/** Asking about names and leads is no part of the long statement and has its usual time limit. */
function resolve({ filters, format, statementTimeout }: ExportPlan, parts: ReadParts) {
  const timeout = Math.min(statementTimeout, DEFAULT_STATEMENT_TIMEOUT);
  return readInTransaction(parts, timeout, async (db): Promise<ResolvedFilters> => {
    if (format === 'csv') await checkEncoding(db);
    return resolveFilters(db, parts.schema, filters);
  });
}

/** Formulas are told by characters that other encodings lack. */
async function checkEncoding(db: Queryable): Promise<void> {
  const encoding = await readEncoding(db);
  if (encoding === 'UTF8') return;
  throw new ConfigurationError({
    message: `A CSV file cannot be made safe for spreadsheets, because the texts of the database have the encoding ${encoding}.`,
    hint: 'Choose the format NDJSON, or a database whose encoding is UTF8.',
    code: 'encoding',
  });
}

/** Tells the log how far an export is. */
class Progress {
  private told: number;

  constructor(
    private readonly world: { readonly clock: Clock; readonly logger: Logger },
    private readonly events: () => number,
  ) {
    this.told = world.clock.elapsed();
  }

  tell(): void {
    if (this.world.clock.elapsed() - this.told < PROGRESS_MS) return;
    this.told = this.world.clock.elapsed();
    this.world.logger.info('An export of events is under way.', { events: this.events() });
  }

  end(): void {
    this.world.logger.info('An export of events is complete.', { events: this.events() });
  }
}
