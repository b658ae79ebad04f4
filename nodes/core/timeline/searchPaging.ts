import { searchCursor, type SearchPlan, type SearchStart } from './planSearch';
import {
  edgeBehind,
  isEdge,
  opposite,
  type Reading,
  type SearchHit,
  type SearchPosition,
} from './searchOrder';
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

/** The place at which a page begins: one between events, such as a date, or behind the event of a cursor. */
function edgeOf(plan: SearchPlan, { position }: SearchStart): SearchPosition {
  return isEdge(position) ? position : edgeBehind(position, readingOf(plan).times);
}

/**
 * How to ask whether anything lies on the other side of where a page begins; null: no need to,
 * since nothing can, or since the page shows an event and there was one beside it.
 */
export function readingBehind(plan: SearchPlan, hits: readonly SearchHit[]): Reading | null {
  const { start } = plan;
  if (start === null || (!isEdge(start.position) && hits.length > 0)) return null;
  const direction = start.direction === 'next' ? 'previous' : 'next';
  const turned: SearchStart = { ...start, direction, position: edgeOf(plan, start) };
  return { ...readingOf({ ...plan, start: turned }), limit: 1 };
}

/**
 * Makes a page of what was read. One whose events are gone leads back to where it was come from.
 * @param hits what `readingOf` gave
 * @param isBehind whether `readingBehind` gave anything
 */
export function pageOf(
  plan: SearchPlan,
  hits: readonly SearchHit[],
  isBehind: boolean,
): Pick<SearchPage, 'events' | 'nextCursor' | 'previousCursor'> {
  const { start, limit, belongsTo } = plan;
  const goesBack = start?.direction === 'previous';
  const read = hits.slice(0, limit);
  const [nearest, furthest] = [read.at(0), read.at(-1)].map(positionOf);
  const cameFrom = start !== null && !isEdge(start.position) && nearest !== undefined;
  const turned = nearest ?? (start === null ? undefined : edgeOf(plan, start));
  const ahead = hits.length > limit ? furthest : undefined;
  const behind = cameFrom || isBehind ? turned : undefined;
  const cursor = (direction: 'next' | 'previous', at: SearchPosition | undefined): string | null =>
    at === undefined ? null : searchCursor(direction, at, belongsTo);
  const shown = goesBack ? read.toReversed() : read;
  return {
    events: shown.map(({ event }) => event),
    nextCursor: cursor('next', goesBack ? behind : ahead),
    previousCursor: cursor('previous', goesBack ? ahead : behind),
  };
}

function positionOf(hit: SearchHit | undefined): SearchPosition | undefined {
  return hit && { value: hit.value, id: hit.event.id, tenant: hit.event.details.tenant };
}
