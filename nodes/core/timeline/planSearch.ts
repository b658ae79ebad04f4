import { decodeSortedCursor, encodeCursor, fingerprint } from './cursor';
import type { EventFilters } from './eventFilters';
import { lowestIdAt } from './idRange';
import { invalidParameter } from './invalidParameter';
import { checkPageLimit, readPageStart } from './pageRequest';
import { parseInstant } from './parseInstant';
import { planFilters } from './planFilters';
import type { SearchPosition } from './searchOrder';
import type { SearchRequest, SortBy, SortDirection, TotalWanted } from './searchRequest';
import { checkStatementTimeout } from './statementTimeout';

/** Where a page lies: after a place in the order, or before it. */
export interface SearchStart {
  readonly direction: 'next' | 'previous';
  /** An event; or an edge, of which nobody knows yet what lies on its other side. */
  readonly position: SearchPosition;
}

/** A checked request. */
export interface SearchPlan {
  readonly filters: EventFilters;
  readonly sortBy: SortBy;
  readonly direction: SortDirection;
  readonly limit: number;
  /** Null: the page begins at the first event. */
  readonly start: SearchStart | null;
  readonly total: TotalWanted;
  /** Fingerprint of filters and order: what the page's cursors belong to. */
  readonly belongsTo: string;
  /** Milliseconds. */
  readonly statementTimeout: number;
}

/**
 * Checks a request. Asks no database.
 * @throws ConfigurationError naming the parameter as the panel shows it, and the cure
 */
export function planSearch(request: SearchRequest, now: Date): SearchPlan {
  const { sortBy, direction, total, timeZone } = request;
  const filters = planFilters(request.filters, { timeZone, now });
  const belongsTo = fingerprintOf(request, filters);
  return {
    filters,
    sortBy,
    direction,
    limit: checkPageLimit(request.limit),
    start: startOf(request, belongsTo),
    total,
    belongsTo,
    statementTimeout: checkStatementTimeout(request.statementTimeout),
  };
}

/** Dates as they were written: the last seven days are the same filter a moment later. */
function fingerprintOf(request: SearchRequest, planned: EventFilters): string {
  const { from: _from, below: _below, ...rest } = planned;
  const { after, before, dateRange, query: words } = request.filters;
  const written = [after ?? '', before ?? '', dateRange, words, request.timeZone];
  return fingerprint([rest, written, request.sortBy, request.direction]);
}

function startOf(request: SearchRequest, belongsTo: string): SearchStart | null {
  const { cursor, startAt } = readPageStart(request);
  if (startAt === null) return cursor === null ? null : startAtCursor(cursor, belongsTo);
  if (request.sortBy !== 'time') {
    throw invalidParameter(
      'Start At is filled in, but the events are not sorted by time.',
      'Sort by time, or leave Start At empty.',
    );
  }
  return startAtDate(request, startAt);
}

function startAtDate({ timeZone, direction }: SearchRequest, date: string): SearchStart {
  const instant = parseInstant(date, 'Start At', timeZone);
  // Newest first begins with the events of this millisecond, so the place is above them.
  const id = lowestIdAt(direction === 'ascending' ? instant : instant + 1);
  return { direction: 'next', position: { value: null, id, tenant: '' } };
}

/** @throws ConfigurationError when the cursor is damaged or of other filters or another order */
export function startAtCursor(cursor: string, belongsTo: string): SearchStart {
  const { direction, id, sorted } = decodeSortedCursor(cursor, belongsTo);
  return { direction, position: { ...sorted, id } };
}

/** The cursor of the page that lies on one side of a place. */
export function searchCursor(
  direction: SearchStart['direction'],
  { value, id, tenant }: SearchPosition,
  belongsTo: string,
): string {
  return encodeCursor({ direction, id, sorted: { tenant, value } }, belongsTo);
}
