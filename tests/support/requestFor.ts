import type {
  TimelineFilters,
  TimelineRequest,
  TimelineSubject,
} from '../../nodes/core/timeline/timelineRequest';

/** A request with the panel's defaults, but for what is given. */
export function requestFor(
  subject: TimelineSubject,
  filters: Partial<TimelineFilters> = {},
  page: { limit?: number; cursor?: string | null; startAt?: string | null } = {},
): TimelineRequest {
  return {
    subject,
    filters: {
      eventTypes: [],
      categories: [],
      sources: [],
      after: null,
      before: null,
      dateRange: null,
      tenant: 'default',
      ...filters,
    },
    limit: page.limit ?? 50,
    cursor: page.cursor ?? null,
    startAt: page.startAt ?? null,
    timeZone: 'UTC',
    statementTimeout: 10_000,
  };
}
