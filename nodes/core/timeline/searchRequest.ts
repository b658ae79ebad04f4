import type { FilterRequest } from './filterRequest';

/** What decides the order; within a lead or a type, the newest event comes first. */
export type SortBy = 'time' | 'lead' | 'type';
export type SortDirection = 'ascending' | 'descending';

/**
 * How many events there are: `capped` counts to 10,000, `exact` all of them, `estimated` asks the
 * planner's statistics.
 */
export type TotalWanted = 'none' | 'capped' | 'exact' | 'estimated';

/** One page of a search, not checked yet (planSearch checks it). */
export interface SearchRequest {
  readonly filters: FilterRequest;
  readonly sortBy: SortBy;
  /** `descending` by time is newest first; by lead or type `ascending` is A to Z. */
  readonly direction: SortDirection;
  /** Events in the page, 1 to 1000. */
  readonly limit: number;
  /** `nextCursor` or `previousCursor` of another page; null or empty begins at the first event. */
  readonly cursor: string | null;
  /** ISO 8601: the page begins at the first event from there on. Sorted by time only. */
  readonly startAt: string | null;
  readonly total: TotalWanted;
  /** IANA name of the zone in which dates without an offset are read. */
  readonly timeZone: string;
  /** Milliseconds. */
  readonly statementTimeout: number;
}
