import {
  type SearchRequest,
  SORT_BY,
  SORT_DIRECTIONS,
  type SortBy,
  type SortDirection,
  TOTALS_WANTED,
} from '../../core/timeline/searchRequest';
import { DEFAULT_STATEMENT_TIMEOUT } from '../../core/timeline/timelineRequest';
import { checked, choiceOf, type ItemPanel } from '../../n8n/itemPanel';
import { readFilters } from './readFilters';
import { readPage, readStatementTimeout } from './readOptions';

/** Newest first; names as in a dictionary. */
const DIRECTIONS: Readonly<Record<SortBy, SortDirection>> = {
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
  const sortBy = checked('Sort By', choiceOf(SORT_BY), panel.value('sortBy', 'time'));
  const request: SearchRequest = {
    filters: readFilters(panel),
    sortBy,
    direction: checked(
      'Direction',
      choiceOf(SORT_DIRECTIONS),
      panel.value('direction', DIRECTIONS[sortBy]),
    ),
    ...page,
    total: checked('Total', choiceOf(TOTALS_WANTED), panel.value('total', 'none')),
    timeZone: panel.timeZone,
    statementTimeout: readStatementTimeout(panel, DEFAULT_STATEMENT_TIMEOUT),
  };
  return { request, returnAll };
}
