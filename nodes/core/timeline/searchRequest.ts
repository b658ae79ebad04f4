import type { FilterRequest } from './filterRequest';

/** What decides the order; within a lead or a type, the newest event comes first. */
export const SORT_BY = ['time', 'lead', 'type'] as const;
export type SortBy = (typeof SORT_BY)[number];
export const SORT_DIRECTIONS = ['ascending', 'descending'] as const;
export type SortDirection = (typeof SORT_DIRECTIONS)[number];

/**
 * How many events there are: `capped` counts to 10,000, `exact` all of them, `estimated` asks the
 * planner's statistics.
 */
export const TOTALS_WANTED = ['none', 'capped', 'exact', 'estimated'] as const;
export type TotalWanted = (typeof TOTALS_WANTED)[number];

/** Events that a capped count counts at most: 1.3 ms of index. */
export const COUNT_CAP = 10_000;

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
