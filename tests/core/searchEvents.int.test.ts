import fc from 'fast-check';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { searchSortedEvents } from '../../nodes/core/postgres/statements/searchSortedEvents';
import { readInTransaction } from '../../nodes/core/reading/readTransaction';
import { resolveFilters } from '../../nodes/core/reading/resolveFilters';
import { searchByLead } from '../../nodes/core/reading/searchByLead';
import { searchByType } from '../../nodes/core/reading/searchByType';
import { searchEvents } from '../../nodes/core/searchEvents';
import { systemClock } from '../../nodes/core/systemClock';
import { lowestIdAt } from '../../nodes/core/timeline/idRange';
import { planSearch } from '../../nodes/core/timeline/planSearch';
import { readingOf } from '../../nodes/core/timeline/searchPaging';
import type { SearchPage } from '../../nodes/core/timeline/searchPage';
import type { SearchRequest } from '../../nodes/core/timeline/searchRequest';
import { searchFor } from '../support/searchFor';
import { type ModelPlace, SearchModel } from '../support/searchModel';
import { drawnEvent, drawnFilters, instant, SearchStage } from '../support/searchStage';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const parts = () => ({ pool: db.pool, schema: quoteSchema('public'), clock: systemClock });

const scenario = fc.record({
  first: fc.array(drawnEvent, { minLength: 5, maxLength: 25 }),
  filters: drawnFilters,
  sortBy: fc.constantFrom('time', 'time', 'type', 'lead'),
  direction: fc.constantFrom('ascending', 'descending'),
  limit: fc.integer({ min: 1, max: 6 }),
  total: fc.constantFrom('none', 'capped', 'exact', 'estimated'),
  startAt: fc.option(
    fc.record({ month: fc.constantFrom(-6, -1, 0), milliseconds: fc.constant(0) }),
    {
      freq: 2,
    },
  ),
  /** Where to turn after each page, and what arrives before the next one is read. */
  moves: fc.array(
    fc.record({
      turn: fc.constantFrom('next', 'next', 'previous'),
      arriving: fc.array(drawnEvent, { maxLength: 3 }),
    }),
    { maxLength: 6 },
  ),
});

/** Where a page should lie, beside which place of the model. */
interface Position {
  readonly towards: 'next' | 'previous';
  readonly place: ModelPlace | null;
  readonly isEvent: boolean;
  /** Whether the event of the place belongs to the page: one turns round behind it. */
  readonly isIncluded: boolean;
}

function positionAt({ startAt, direction }: SearchRequest): Position {
  if (startAt === null) return { towards: 'next', place: null, isEvent: false, isIncluded: false };
  const id = lowestIdAt(Date.parse(startAt) + Number(direction === 'descending'));
  const place = { value: null, id, tenant: '' };
  return { towards: 'next', place, isEvent: false, isIncluded: false };
}

/** The page that lies there, and whether there are pages before and after it. */
function expectedPage(model: SearchModel, { place, ...position }: Position, limit: number) {
  const goesOn = position.towards === 'next';
  const inOrder = goesOn ? model.places() : model.places().reverse();
  const from = inOrder.findIndex((each) => {
    const way = place === null ? 1 : model.compare(each, place) * (goesOn ? 1 : -1);
    return way > 0 || (position.isIncluded && way === 0);
  });
  const ahead = from < 0 ? [] : inOrder.slice(from);
  const shown = goesOn ? ahead.slice(0, limit) : ahead.slice(0, limit).reverse();
  const isBehind = ahead.length < inOrder.length || (position.isEvent && shown.length > 0);
  const isAhead = ahead.length > limit;
  const [hasPrevious, hasNext] = goesOn ? [isBehind, isAhead] : [isAhead, isBehind];
  return { shown, hasPrevious, hasNext };
}

function expectPage(page: SearchPage, expected: ReturnType<typeof expectedPage>): void {
  expect(page.events.map(({ id, details }) => [id, details.tenant])).toEqual(
    expected.shown.map(({ id, tenant }) => [id, tenant]),
  );
  expect([page.previousCursor !== null, page.nextCursor !== null]).toEqual([
    expected.hasPrevious,
    expected.hasNext,
  ]);
}

/** However many match, going through types or leads must find what sorting all of them finds. */
async function expectSameByWalking(request: SearchRequest): Promise<void> {
  const plan = planSearch(request, new Date());
  if (plan.sortBy === 'time') return;
  const { sortBy: by, filters } = plan;
  const walk = by === 'lead' ? searchByLead : searchByType;
  await readInTransaction(parts(), 10_000, async (connection) => {
    const { schema } = parts();
    const { scope } = await resolveFilters(connection, schema, filters);
    const reading = readingOf(plan);
    const walked = await walk({ db: connection, schema, now: Date.now() }, scope, reading);
    expect(walked).toEqual(await searchSortedEvents(connection, schema, { scope, by, reading }));
  });
}

describe('a search', () => {
  it('finds, sorts, pages and counts as going through all events in memory does, whatever arrives between the pages', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ first, filters, moves, startAt, ...drawn }) => {
        const stage = await SearchStage.open(db);
        await stage.store(first);
        const start = startAt !== null && drawn.sortBy === 'time' ? instant(startAt) : null;
        let request = searchFor(stage.filters(filters), { ...drawn, startAt: start });
        const model = new SearchModel(stage.leads, stage.events, request);
        let position = positionAt(request);
        for (const { turn, arriving } of [...moves, { turn: 'next', arriving: [] } as const]) {
          const page = await searchEvents(request, parts());
          const expected = expectedPage(model, position, drawn.limit);
          expectPage(page, expected);
          const count = model.places().length;
          expect(page.total).toEqual(drawn.total === 'none' ? null : { count, precision: 'exact' });
          await expectSameByWalking(request);
          const cursor = turn === 'next' ? page.nextCursor : page.previousCursor;
          if (cursor === null) break;
          const place = expected.shown.at(turn === 'next' ? -1 : 0);
          position = {
            towards: turn,
            place: place ?? position.place,
            isEvent: place !== undefined || position.isEvent,
            isIncluded: place === undefined && position.isEvent,
          };
          request = { ...request, cursor, startAt: null };
          await stage.store(arriving);
        }
      }),
      { numRuns: 60 },
    );
  });
});
