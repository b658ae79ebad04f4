import type { QuotedSchema } from './postgres/identifiers';
import type { Queryable } from './postgres/queryable';
import { listEventTypes } from './postgres/statements/listEventTypes';
import { findSubject, type FoundSubject } from './reading/readSubject';
import { readInTransaction, type ReadParts } from './reading/readTransaction';
import { checkFilterNames, needsRegisteredTypes } from './timeline/checkFilterNames';
import { cursorsOf, eventsToRead, type PageWindow, readingOf } from './timeline/pageWindow';
import { planTimeline, type TimelinePlan } from './timeline/planTimeline';
import type { TimelineEvent } from './timeline/timelineEvent';
import type { TimelinePage } from './timeline/timelinePage';
import type { TimelineRequest } from './timeline/timelineRequest';

/** Events in a page when everything is read: one statement of a few milliseconds each. */
const WALK_PAGE = 500;

/**
 * Reads one page of a timeline, newest first. Works with a read-only role and on a standby.
 * @throws ConfigurationError for a parameter, credential or privilege that must be corrected
 * @throws MigrationNeededError when tables are missing
 * @throws TargetUnavailableError when the database does not answer or refuses for now
 */
export async function queryTimeline(
  request: TimelineRequest,
  parts: ReadParts,
): Promise<TimelinePage> {
  const plan = planTimeline(request, parts.clock.now());
  return readInTransaction(parts, plan.statementTimeout, (db) => readPage(db, parts.schema, plan));
}

/**
 * Reads a timeline to its end in pages of 500; memory stays flat when the pages are let go.
 * `limit` of the request is not used; a cursor in it is where the walk begins.
 * @throws what `queryTimeline` throws
 */
export async function* walkTimeline(
  request: TimelineRequest,
  parts: ReadParts,
): AsyncGenerator<TimelinePage, void, void> {
  let { cursor, startAt } = request;
  do {
    const here = { ...request, limit: WALK_PAGE, cursor, startAt };
    const page: TimelinePage = await queryTimeline(here, parts);
    yield page;
    cursor = page.nextCursor;
    startAt = null;
  } while (cursor !== null);
}

/**
 * Reads a whole timeline as one page, by `walkTimeline`. Once `signal` is aborted it reads no
 * further page: the execution is over, and nobody looks at what it gives.
 * @throws what `queryTimeline` throws
 */
export async function readWholeTimeline(
  request: TimelineRequest,
  parts: ReadParts,
  signal: AbortSignal | undefined,
): Promise<TimelinePage> {
  const events: TimelineEvent[] = [];
  let newest: TimelinePage | undefined;
  let nextCursor: string | null = null;
  for await (const page of walkTimeline(request, parts)) {
    newest ??= page;
    nextCursor = page.nextCursor;
    for (const event of page.events) events.push(event);
    if (signal?.aborted === true) break;
  }
  return {
    events,
    nextCursor,
    previousCursor: newest?.previousCursor ?? null,
    leads: newest?.leads ?? null,
    notices: newest?.notices ?? [],
  };
}

async function readPage(
  db: Queryable,
  schema: QuotedSchema,
  plan: TimelinePlan,
): Promise<TimelinePage> {
  const { scope, window, limit, belongsTo } = plan;
  if (needsRegisteredTypes(scope)) checkFilterNames(scope, await listEventTypes(db, schema));
  const { leads, notices, read } = await findSubject(db, schema, plan);
  const backwards = window.direction === 'previous';
  const slice = { range: window, backwards, limit: eventsToRead(window, limit) };
  const reading = readingOf(await read(slice), window, limit);
  const hasBehind = reading.hasAnchor || (await hasEvents(read, window));
  const cursors = cursorsOf(reading, window, { hasBehind, belongsTo });
  return { events: reading.events, ...cursors, leads, notices };
}

/** Asked only where no event beside the page says so: after a jump, or when that event is gone. */
async function hasEvents(
  read: FoundSubject['read'],
  { behind, direction }: PageWindow,
): Promise<boolean> {
  if (behind === null) return false;
  const nearest = { range: behind, backwards: direction === 'next', limit: 1 };
  return (await read(nearest)).length > 0;
}
