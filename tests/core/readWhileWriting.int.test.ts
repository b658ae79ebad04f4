import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { queryTimeline, readWholeTimeline } from '../../nodes/core/queryTimeline';
import type { ReadParts } from '../../nodes/core/reading/readTransaction';
import { searchEvents, walkSearch } from '../../nodes/core/searchEvents';
import { systemClock } from '../../nodes/core/systemClock';
import { poolThatMeets } from '../support/poolThatMeets';
import { requestFor } from '../support/requestFor';
import { searchFor } from '../support/searchFor';
import { smsAt, storeEvents, type StoredEvent } from '../support/storeEvents';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

/** Parts with which each statement on the log meets writers: at each of these times one event. */
function partsThatMeet(
  columns: Partial<StoredEvent>,
  times: readonly string[],
): { parts: ReadParts; written: string[] } {
  const written: string[] = [];
  const pool = poolThatMeets(db.pool, async () => {
    const events = times.map((time) => smsAt(time, columns));
    await storeEvents(db, events);
    written.push(...events.map(({ id }) => id));
  });
  return { parts: { pool, schema: quoteSchema('public'), clock: systemClock }, written };
}

const EARLIER = '2025-06-01T00:00:00Z';
const AMIDST = '2026-01-10T00:30:00Z';
const LATER = '2026-06-01T00:00:00Z';

async function storeHourly(count: number, columns: Partial<StoredEvent>): Promise<string[]> {
  const events = Array.from({ length: count }, (_, i) =>
    smsAt(new Date(Date.UTC(2026, 0, 1) + i * 3_600_000).toISOString(), columns),
  );
  await storeEvents(db, events);
  return events.map(({ id }) => id).reverse();
}

describe('a read while others write', () => {
  it('shows a page and a total of one moment', async () => {
    const ids = await storeHourly(3, { tenant_id: 'moment' });
    const { parts, written } = partsThatMeet({ tenant_id: 'moment' }, [EARLIER, LATER]);
    for (const sortBy of ['time', 'type', 'lead'] as const) {
      const shown = [...ids, ...written].sort().reverse();
      const request = searchFor({ tenants: ['moment'] }, { total: 'exact', limit: 100, sortBy });
      const page = await searchEvents(request, parts);
      expect(page.events.map(({ id }) => id)).toEqual(shown);
      expect(page.total).toEqual({ count: shown.length, precision: 'exact' });
    }
    expect(written.length).toBeGreaterThan(6);
  });

  it('leads on from a page of a timeline to nothing that came after it', async () => {
    const ids = await storeHourly(3, { user_id: 'moment' });
    const { parts, written } = partsThatMeet({ user_id: 'moment' }, [EARLIER, LATER]);
    const subject = { kind: 'user', value: 'moment' } as const;
    const page = await queryTimeline(requestFor(subject, {}, { startAt: AMIDST }), parts);
    expect(page.events.map(({ id }) => id)).toEqual(ids);
    expect([page.nextCursor, page.previousCursor]).toEqual([null, null]);
    expect(written.length).toBeGreaterThan(2);
  });

  it('gives each event of a timeline exactly once, to its end', async () => {
    const ids = await storeHourly(1203, { user_id: 'once' });
    const { parts, written } = partsThatMeet({ user_id: 'once' }, [EARLIER, AMIDST, LATER]);
    const subject = { kind: 'user', value: 'once' } as const;
    const { events } = await readWholeTimeline(requestFor(subject), parts);
    expectOnce(events, { ids, written });
  });

  it.each([
    ['time', 'descending'],
    ['time', 'ascending'],
    ['type', 'ascending'],
    ['lead', 'descending'],
  ] as const)('gives each event of a search exactly once, by %s, %s', async (sortBy, direction) => {
    const columns = { tenant_id: `once-${sortBy}-${direction}` };
    const ids = await storeHourly(1203, columns);
    const { parts, written } = partsThatMeet(columns, [EARLIER, AMIDST, LATER]);
    const request = searchFor({ tenants: [columns.tenant_id] }, { sortBy, direction });
    const events: { id: string }[] = [];
    for await (const page of walkSearch(request, parts)) {
      events.push(...page.events);
      if (events.length > 3000) break;
    }
    expectOnce(events, { ids, written });
  });
});

/** All that was there, in whatever order; of what came meanwhile some, but nothing twice. */
function expectOnce(
  events: readonly { id: string }[],
  { ids, written }: { ids: readonly string[]; written: readonly string[] },
): void {
  const found = events.map(({ id }) => id);
  expect(new Set(found).size).toBe(found.length);
  expect(found.filter((id) => !written.includes(id)).sort()).toEqual(ids.toSorted());
  expect(written.length).toBeGreaterThan(3);
}
