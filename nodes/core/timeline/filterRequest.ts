/** Spans of time that people ask for by name; days begin at midnight in the request's time zone. */
export const DATE_RANGES = [
  'today',
  'yesterday',
  'last24Hours',
  'last7Days',
  'last30Days',
  'last90Days',
  'thisWeek',
  'lastWeek',
  'thisMonth',
  'lastMonth',
  'thisYear',
] as const;
export type DateRange = (typeof DATE_RANGES)[number];

/**
 * What narrows a search, a summary or an export, as the panel gave it. An empty list, an empty text
 * or null narrows nothing; all that is given must hold, and of a list any one.
 */
export interface FilterRequest {
  /** Words to find, and filters in the query language (queryLanguage.ts). */
  readonly query: string;
  /** At least one. */
  readonly tenants: readonly string[];
  readonly eventTypes: readonly string[];
  readonly categories: readonly string[];
  readonly sources: readonly string[];
  /** ISO 8601; events that occurred at this time or later. */
  readonly after: string | null;
  /** ISO 8601; events that occurred before this time. */
  readonly before: string | null;
  /** Narrows further, beside `after` and `before`. */
  readonly dateRange: DateRange | null;
  /** UUID, Airtable record id, email, or a part of name or email. */
  readonly lead: string;
  readonly userId: string;
  readonly entityId: string;
  readonly visitorToken: string;
  readonly sessionId: string;
  readonly executionId: string;
}
