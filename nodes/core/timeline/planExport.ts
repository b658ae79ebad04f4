import type { EventFilters } from './eventFilters';
import { type ExportFormat, type ExportRequest, MAX_EXPORT_TIMEOUT } from './exportRequest';
import { invalidParameter } from './invalidParameter';
import { planFilters } from './planFilters';

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
  const isInRange = statementTimeout >= 1 && statementTimeout <= MAX_EXPORT_TIMEOUT;
  if (!Number.isInteger(statementTimeout) || !isInRange) {
    throw invalidParameter(
      `The parameter Options: Statement Timeout must be a whole number from 1 to ${MAX_EXPORT_TIMEOUT}.`,
      'Enter a number of milliseconds in this range.',
    );
  }
  return { filters: planFilters(request.filters, { timeZone, now }), format, statementTimeout };
}
