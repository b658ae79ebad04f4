import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { queryTimeline, readWholeTimeline, walkTimeline } from '../../nodes/core/queryTimeline';
import type { ReadParts } from '../../nodes/core/reading/readTransaction';
import { systemClock } from '../../nodes/core/systemClock';
import type { TimelineEvent } from '../../nodes/core/timeline/timelineEvent';
import type { TimelinePage } from '../../nodes/core/timeline/timelinePage';
import { requestFor } from '../support/requestFor';
import { smsAt, storeEvents, storeLead, type StoredEvent } from '../support/storeEvents';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const parts = (changed: Partial<ReadParts> = {}): ReadParts => ({
  pool: db.pool,
  schema: quoteSchema('public'),
  clock: systemClock,
  ...changed,
});

/** More than a page of a walk holds, one an hour from the beginning of 2026. */
const hourly = (columns: Partial<StoredEvent>): StoredEvent[] =>
  Array.from({ length: 703 }, (_, i) =>
    smsAt(new Date(Date.UTC(2026, 0, 1) + i * 3_600_000).toISOString(), columns),
  );
const idsOf = (events: readonly Pick<TimelineEvent, 'id'>[]): string[] =>
  events.map(({ id }) => id);
const newestFirst = (events: readonly StoredEvent[]): string[] => idsOf(events).sort().reverse();

async function pagesOf(
  walk: AsyncGenerator<TimelinePage, void, void>,
  after: () => Promise<void> | void,
): Promise<TimelinePage[]> {
  const pages: TimelinePage[] = [];
  for await (const page of walk) {
    pages.push(page);
    await after();
  }
  return pages;
}

describe('a walk through a timeline', () => {
  it('keeps the dates of its beginning, however long it takes', async () => {
    await storeEvents(db, hourly({ user_id: 'dates' }));
    let hours = 0;
    const clock = {
      ...systemClock,
      now: () => new Date(Date.UTC(2026, 1, 1) + hours * 3_600_000),
    };
    const subject = { kind: 'user', value: 'dates' } as const;
    const request = requestFor(subject, { dateRange: 'last30Days' }, { limit: 1000 });
    const whole = await queryTimeline(request, parts({ clock }));
    const pages = await pagesOf(walkTimeline(request, parts({ clock })), () => {
      hours += 24 * 40;
    });
    expect(pages).toHaveLength(2);
    expect(pages.flatMap(({ events }) => idsOf(events))).toEqual(idsOf(whole.events));
  });

  it('stays with the leads that its name meant when it began', async () => {
    const lead = await storeLead(db, { first_name: 'Walkabout' });
    const events = hourly({ lead_id: lead });
    await storeEvents(db, events);
    const request = requestFor({ kind: 'lead', by: 'name', value: 'walkabout' });
    const pages = await pagesOf(walkTimeline(request, parts()), async () => {
      const namesake = await storeLead(db, { first_name: 'Walkabout' });
      await storeEvents(db, [smsAt('2026-01-01T00:30:00Z', { lead_id: namesake })]);
    });
    expect(pages.flatMap((page) => idsOf(page.events))).toEqual(newestFirst(events));
  });

  it('follows its events to a lead that arrives meanwhile', async () => {
    const email = 'awaited@walk.example';
    const events = hourly({ lead_email: email });
    await storeEvents(db, events);
    const request = requestFor({ kind: 'lead', by: 'email', value: email });
    let arrived = false;
    const pages = await pagesOf(walkTimeline(request, parts()), async () => {
      if (arrived) return;
      arrived = true;
      await storeLead(db, { email });
      await db.query('select link_leads(1000)');
    });
    expect(pages.flatMap((page) => idsOf(page.events))).toEqual(newestFirst(events));
  });

  it('stops when nobody waits any more', async () => {
    await storeEvents(db, hourly({ user_id: 'aborted' }));
    const abort = new AbortController();
    const request = requestFor({ kind: 'user', value: 'aborted' });
    const pages = await pagesOf(walkTimeline(request, parts({ signal: abort.signal })), () => {
      abort.abort();
    });
    expect(pages).toHaveLength(1);
  });

  it('is over before it begins when nobody waited at all', async () => {
    const request = requestFor({ kind: 'user', value: 'aborted' });
    const page = await readWholeTimeline(request, parts({ signal: AbortSignal.abort() }));
    expect(page).toMatchObject({ events: [], nextCursor: null, previousCursor: null });
  });
});
