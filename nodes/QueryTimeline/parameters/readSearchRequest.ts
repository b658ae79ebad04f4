import { z } from 'zod';
import type { SearchRequest, SortBy } from '../../core/timeline/searchRequest';
import { DEFAULT_STATEMENT_TIMEOUT } from '../../core/timeline/timelineRequest';
import { checked, type ItemPanel } from './itemPanel';
import { readFilters } from './readFilters';
import { readPage, readStatementTimeout } from './readOptions';

const SORT_BY = z.enum(['time', 'lead', 'type']);
const DIRECTION = z.enum(['ascending', 'descending']);
const TOTAL = z.enum(['none', 'capped', 'exact', 'estimated']);
/** Newest first; names as in a dictionary. */
const DIRECTIONS: Readonly<Record<SortBy, string>> = {
  time: 'descending',
  lead: 'ascending',
  type: 'ascending',
};

/** What Search asks for. */
export interface SearchParameters {
  readonly request: SearchRequest;
  readonly returnAll: boolean;
}

/** @throws ConfigurationError naming the parameter whose value has the wrong type */
export function readSearchRequest(panel: ItemPanel): SearchParameters {
  const { returnAll, ...page } = readPage(panel);
  const sortBy = checked('Sort By', SORT_BY, panel.value('sortBy', 'time'));
  const request: SearchRequest = {
    filters: readFilters(panel),
    sortBy,
    direction: checked('Direction', DIRECTION, panel.value('direction', DIRECTIONS[sortBy])),
    ...page,
    total: checked('Total', TOTAL, panel.value('total', 'none')),
    timeZone: panel.timeZone,
    statementTimeout: readStatementTimeout(panel, DEFAULT_STATEMENT_TIMEOUT),
  };
  return { request, returnAll };
}
