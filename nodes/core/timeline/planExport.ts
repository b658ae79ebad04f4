import type { EventFilters } from './eventFilters';
import { type ExportFormat, type ExportRequest, MAX_EXPORT_TIMEOUT } from './exportRequest';
import { planFilters } from './planFilters';
import { checkStatementTimeout } from './statementTimeout';

/** A checked request. */
export interface ExportPlan {
  readonly filters: EventFilters;
  readonly format: ExportFormat;
  /** Milliseconds. */
  readonly statementTimeout: number;
}

/**
 * Checks a request. Asks no database.
 * @throws ConfigurationError naming the parameter as the panel shows it, and the cure
 */
export function planExport(request: ExportRequest, now: Date): ExportPlan {
  const { statementTimeout, format, timeZone } = request;
  return {
    filters: planFilters(request.filters, { timeZone, now }),
    format,
    statementTimeout: checkStatementTimeout(statementTimeout, MAX_EXPORT_TIMEOUT),
  };
}
