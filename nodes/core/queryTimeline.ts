import type { QuotedSchema } from './postgres/identifiers';
import type { Queryable } from './postgres/queryable';
import { listEventTypes } from './postgres/statements/listEventTypes';
import { findSubject, type FoundSubject, type ReadSlice } from './reading/readSubject';
import { readInTransaction, type ReadParts } from './reading/readTransaction';
import { checkFilterNames, needsRegisteredTypes } from './timeline/checkFilterNames';
import { cursorsOf, eventsToRead, type PageWindow, readingOf } from './timeline/pageWindow';
import { planTimeline, type TimelinePlan, windowAtCursor } from './timeline/planTimeline';
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
 * @throws CancelledError when `parts.signal` is aborted
 */
export async function queryTimeline(
  request: TimelineRequest,
  parts: ReadParts,
): Promise<TimelinePage> {
  const plan = planTimeline(request, parts.clock.now());
  return readInTransaction(parts, plan.statementTimeout, async (db) =>
    readPage(db, plan, await findChecked(db, parts.schema, plan)),
  );
}

/**
 * Reads a timeline to its end in pages of 500; memory stays flat when the pages are let go. Dates
 * and leads are made out once, so that neither relative dates nor a name move. `limit` of the
 * request is not used; cursor or start are where the walk begins. Aborted between two pages, it
 * ends quietly.
 * @throws what `queryTimeline` throws, CancelledError when aborted while a page is read
 */
export async function* walkTimeline(
  request: TimelineRequest,
  parts: ReadParts,
): AsyncGenerator<TimelinePage, void, void> {
  const plan = planTimeline({ ...request, limit: WALK_PAGE }, parts.clock.now());
  let found: FoundSubject | undefined;
  let window: PageWindow | null = plan.window;
  while (window !== null && parts.signal?.aborted !== true) {
    const here: TimelinePlan = { ...plan, window };
    const page: TimelinePage = await readInTransaction(parts, plan.statementTimeout, async (db) => {
      if (found === undefined || isAwaited(found))
        found = await findChecked(db, parts.schema, plan);
      return readPage(db, here, found);
    });
    yield page;
    window = page.nextCursor === null ? null : windowAtCursor(page.nextCursor, plan);
  }
}

/** A lead that arrives takes its events away from the email or record id they were logged under. */
function isAwaited({ leads }: FoundSubject): boolean {
  return leads?.length === 0;
}

/**
 * Reads a whole timeline as one page, by `walkTimeline`. Aborted between two pages, it gives what
 * it has: the execution is over, and nobody looks at it.
 * @throws what `walkTimeline` throws
 */
export async function readWholeTimeline(
  request: TimelineRequest,
  parts: ReadParts,
): Promise<TimelinePage> {
  const events: TimelineEvent[] = [];
  let newest: TimelinePage | undefined;
  let nextCursor: string | null = null;
  for await (const page of walkTimeline(request, parts)) {
    newest ??= page;
    nextCursor = page.nextCursor;
    for (const event of page.events) events.push(event);
  }
  return {
    events,
    nextCursor,
    previousCursor: newest?.previousCursor ?? null,
    leads: newest?.leads ?? null,
    notices: newest?.notices ?? [],
  };
}

async function findChecked(
  db: Queryable,
  schema: QuotedSchema,
  plan: TimelinePlan,
): Promise<FoundSubject> {
  const { scope } = plan;
  if (needsRegisteredTypes(scope)) checkFilterNames(scope, await listEventTypes(db, schema));
  return findSubject(db, schema, plan);
}

async function readPage(
  db: Queryable,
  { window, limit, belongsTo }: TimelinePlan,
  { leads, notices, readFrom }: FoundSubject,
): Promise<TimelinePage> {
  const read = readFrom(db);
  const backwards = window.direction === 'previous';
  const slice = { range: window, backwards, limit: eventsToRead(window, limit) };
  const reading = readingOf(await read(slice), window, limit);
  const hasBehind = reading.hasAnchor || (await hasEvents(read, window));
  const cursors = cursorsOf(reading, window, { hasBehind, belongsTo });
  return { events: reading.events, ...cursors, leads, notices };
}

/** Asked only where no event beside the page says so: after a jump, or when that event is gone. */
async function hasEvents(read: ReadSlice, { behind, direction }: PageWindow): Promise<boolean> {
  if (behind === null) return false;
  const nearest = { range: behind, backwards: direction === 'next', limit: 1 };
  return (await read(nearest)).length > 0;
}
