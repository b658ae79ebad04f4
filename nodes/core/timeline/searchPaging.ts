import { searchCursor, type SearchPlan } from './planSearch';
import { opposite, type Reading, type SearchHit, type SearchPosition } from './searchOrder';
import type { SearchPage } from './searchPage';

/** How to read a plan's page, and one event more, which tells whether there is another page. */
export function readingOf({ sortBy, direction, start, limit }: SearchPlan): Reading {
  const goesBack = start?.direction === 'previous';
  const values = goesBack ? opposite(direction) : direction;
  const newestFirst = goesBack ? 'ascending' : 'descending';
  return {
    values,
    times: sortBy === 'time' ? values : newestFirst,
    leadlessFirst: goesBack,
    after: start?.position ?? null,
    limit: limit + 1,
  };
}

/** How to ask whether there is anything before a page that begins at a date; null: no need to. */
export function readingBefore(plan: SearchPlan): Reading | null {
  const { start } = plan;
  if (start?.isDate !== true) return null;
  return { ...readingOf({ ...plan, start: { ...start, direction: 'previous' } }), limit: 1 };
}

/**
 * Makes a page of what was read.
 * @param hits what `readingOf` gave
 * @param isBefore whether `readingBefore` gave anything
 */
export function pageOf(
  { start, limit, belongsTo }: SearchPlan,
  hits: readonly SearchHit[],
  isBefore: boolean,
): Pick<SearchPage, 'events' | 'nextCursor' | 'previousCursor'> {
  const goesBack = start?.direction === 'previous';
  const isMore = hits.length > limit;
  const shown = goesBack ? hits.slice(0, limit).reverse() : hits.slice(0, limit);
  const [first, last] = [shown.at(0), shown.at(-1)].map(positionOf);
  const cameFrom = start !== null && !start.isDate;
  const next = goesBack || isMore ? last : undefined;
  const previous = (goesBack ? isMore : cameFrom) ? first : undefined;
  const beforeDate = isBefore ? (first ?? start?.position) : undefined;
  const cursor = (direction: 'next' | 'previous', at: SearchPosition | undefined): string | null =>
    at === undefined ? null : searchCursor(direction, at, belongsTo);
  return {
    events: shown.map(({ event }) => event),
    nextCursor: cursor('next', next),
    previousCursor: cursor('previous', previous ?? beforeDate),
  };
}

function positionOf(hit: SearchHit | undefined): SearchPosition | undefined {
  return hit && { value: hit.value, id: hit.event.id, tenant: hit.event.details.tenant };
}
