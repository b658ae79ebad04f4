import { countCapped, countMatches } from './reading/countMatches';
import { readInTransaction, type ReadParts } from './reading/readTransaction';
import { type ResolvedFilters, resolveFilters } from './reading/resolveFilters';
import { searchByLead } from './reading/searchByLead';
import { searchByTime, type SearchSource } from './reading/searchByTime';
import { searchByType } from './reading/searchByType';
import { searchSortedEvents } from './postgres/statements/searchSortedEvents';
import type { EventScope } from './timeline/eventFilters';
import { planSearch, type SearchPlan, startAtCursor } from './timeline/planSearch';
import { pageOf, readingBehind, readingOf } from './timeline/searchPaging';
import type { Reading, SearchHit } from './timeline/searchOrder';
import type { SearchPage } from './timeline/searchPage';
import type { SearchRequest, SortBy } from './timeline/searchRequest';

/** Events in a page when everything is read: one statement of a few milliseconds each. */
const WALK_PAGE = 500;

/**
 * Reads one page of a search. Works with a read-only role and on a standby. Sorted by lead, the
 * order is last name, first name, email, then id, without regard to case; events without a lead
 * come last either way. Sorted by lead or type, events are sorted when they are at most 10,000;
 * more are read lead by lead or type by type, which takes long when few leads have any of them.
 * @throws ConfigurationError for a parameter, credential or privilege that must be corrected
 * @throws MigrationNeededError when tables are missing
 * @throws TargetUnavailableError when the database does not answer or refuses for now
 * @throws CancelledError when `parts.signal` is aborted
 */
export async function searchEvents(request: SearchRequest, parts: ReadParts): Promise<SearchPage> {
  const plan = planSearch(request, parts.clock.now());
  return readInTransaction(parts, plan.statementTimeout, async (db) => {
    const source = sourceOf(parts, db);
    return readPage(source, plan, await resolveFilters(db, parts.schema, plan.filters));
  });
}

/**
 * Reads a search to its end in pages of 500; memory stays flat when the pages are let go. Dates
 * and leads are made out once, so that relative dates do not move. `limit` of the request is not
 * used; cursor or start are where the walk begins. Total and notices come with the first page.
 * Aborted between two pages, it ends quietly.
 * @throws what `searchEvents` throws, CancelledError when aborted while a page is read
 */
export async function* walkSearch(
  request: SearchRequest,
  parts: ReadParts,
): AsyncGenerator<SearchPage, void, void> {
  const plan = planSearch({ ...request, limit: WALK_PAGE }, parts.clock.now());
  let resolved: ResolvedFilters | undefined;
  let next: SearchPlan | null = plan;
  while (next !== null && parts.signal?.aborted !== true) {
    const current: SearchPlan = next;
    const page: SearchPage = await readInTransaction(parts, plan.statementTimeout, async (db) => {
      if (resolved === undefined || isAwaited(resolved)) {
        resolved = await resolveFilters(db, parts.schema, plan.filters);
      }
      return readPage(sourceOf(parts, db), current, resolved);
    });
    yield current === plan ? page : { ...page, notices: [] };
    next = page.nextCursor === null ? null : planAfter(plan, page.nextCursor);
  }
}

/** A lead that arrives takes its events away from the email or record id they were logged under. */
function isAwaited({ scope: { leadKeys } }: ResolvedFilters): boolean {
  return leadKeys?.leadIds.length === 0;
}

function planAfter(plan: SearchPlan, cursor: string): SearchPlan {
  return { ...plan, total: 'none', start: startAtCursor(cursor, plan.belongsTo) };
}

function sourceOf({ schema, clock }: ReadParts, db: SearchSource['db']): SearchSource {
  return { db, schema, now: clock.now().getTime() };
}

async function readPage(
  source: SearchSource,
  plan: SearchPlan,
  { scope, notices }: ResolvedFilters,
): Promise<SearchPage> {
  const read = (reading: Reading): Promise<SearchHit[]> =>
    readHits(source, scope, { ...reading, sortBy: plan.sortBy });
  const hits = await read(readingOf(plan));
  const behind = readingBehind(plan, hits);
  const page = pageOf(plan, hits, behind !== null && (await read(behind)).length > 0);
  return { ...page, total: await countMatches(source, scope, plan.total), notices };
}

async function readHits(
  source: SearchSource,
  scope: EventScope,
  { sortBy, ...reading }: Reading & { sortBy: SortBy },
): Promise<SearchHit[]> {
  if (sortBy === 'time') {
    const events = await searchByTime(source, { ...reading, scope, leadless: false });
    return events.map((event) => ({ event, value: null }));
  }
  const { precision } = await countCapped(source, scope);
  if (precision === 'exact') {
    return searchSortedEvents(source.db, source.schema, { scope, by: sortBy, reading });
  }
  return sortBy === 'lead'
    ? searchByLead(source, scope, reading)
    : searchByType(source, scope, reading);
}
