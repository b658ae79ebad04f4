import type { FilterRequest } from '../../nodes/core/timeline/filterRequest';
import type { SearchRequest } from '../../nodes/core/timeline/searchRequest';
import { noFilters } from './noFilters';

/** A search with the panel's defaults, but for what is given. */
export function searchFor(
  filters: Partial<FilterRequest> = {},
  page: Partial<Omit<SearchRequest, 'filters'>> = {},
): SearchRequest {
  return {
    filters: { ...noFilters('default'), ...filters },
    sortBy: 'time',
    direction: 'descending',
    limit: 50,
    cursor: null,
    startAt: null,
    total: 'none',
    timeZone: 'UTC',
    statementTimeout: 10_000,
    ...page,
  };
}
