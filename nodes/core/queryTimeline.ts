import type { QuotedSchema } from './postgres/identifiers';
import type { Queryable } from './postgres/queryable';
import { listEventTypes } from './postgres/statements/listEventTypes';
import { readEvents } from './postgres/statements/readEvents';
import { readSubject } from './readSubject';
import { readInTransaction, type ReadParts } from './readTransaction';
import { checkFilterNames, needsRegisteredTypes } from './timeline/checkFilterNames';
import { encodeCursor } from './timeline/cursor';
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
  const plan = planTimeline(request);
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
  let cursor = request.cursor;
  do {
    const page: TimelinePage = await queryTimeline({ ...request, limit: WALK_PAGE, cursor }, parts);
    yield page;
    cursor = page.nextCursor;
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
  return { events, nextCursor, leads: newest?.leads ?? null, notices: newest?.notices ?? [] };
}

async function readPage(
  db: Queryable,
  schema: QuotedSchema,
  plan: TimelinePlan,
): Promise<TimelinePage> {
  const { bounds, limit } = plan;
  if (needsRegisteredTypes(bounds)) checkFilterNames(bounds, await listEventTypes(db, schema));
  // One more than asked for tells whether there is a next page, without counting.
  const { ids, leads, notices } = await readSubject(db, schema, plan);
  const shown = ids.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = ids.length > limit && last !== undefined;
  const events =
    last === undefined
      ? []
      : await readEvents(db, schema, { tenantId: bounds.tenantId, ids: shown });
  return {
    events,
    nextCursor: hasMore ? encodeCursor(last, plan.belongsTo) : null,
    leads,
    notices,
  };
}
