import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { queryTimeline, walkTimeline } from '../../nodes/core/queryTimeline';
import { systemClock } from '../../nodes/core/systemClock';
import type { TimelineFilters, TimelineSubject } from '../../nodes/core/timeline/timelineRequest';
import { requestFor } from '../support/requestFor';
import { smsAt, storeEvents } from '../support/storeEvents';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let db: TestDatabase;
const parts = () => ({ pool: db.pool, schema: quoteSchema('public'), clock: systemClock });
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

function read(
  subject: TimelineSubject,
  filters: Partial<TimelineFilters>,
  page: { limit?: number; cursor?: string | null; startAt?: string | null },
) {
  return queryTimeline(requestFor(subject, filters, page), parts());
}

describe('pages of a timeline', () => {
  it('begin at a date, the moment itself included, and lead on both ways from there', async () => {
    const at = ['2026-02-01', '2026-02-02', '2026-02-03'].map((day) => `${day}T10:00:00.000Z`);
    const stored = at.map((time) => smsAt(time, { user_id: 'jumper' }));
    const [first, second, third] = stored.map((event) => event.id);
    await storeEvents(db, stored);
    const jumper: TimelineSubject = { kind: 'user', value: 'jumper' };
    const page = await read(jumper, {}, { limit: 1, startAt: at[1]! });
    expect(page.events.map((event) => event.id)).toEqual([second]);
    const older = await read(jumper, {}, { limit: 1, cursor: page.nextCursor });
    const newer = await read(jumper, {}, { limit: 1, cursor: page.previousCursor });
    expect([...older.events, ...newer.events].map((event) => event.id)).toEqual([first, third]);
    const early = await read(jumper, {}, { limit: 2, startAt: '2020-01-01' });
    expect(early).toMatchObject({ events: [], nextCursor: null });
    const back = await read(jumper, {}, { limit: 2, cursor: early.previousCursor });
    expect(back.events.map((event) => event.id)).toEqual([second, first]);
    const all = walkTimeline(requestFor(jumper, {}, { startAt: '2026-02-02T23:00:00Z' }), parts());
    for await (const walked of all) {
      expect(walked.events.map((event) => event.id)).toEqual([second, first]);
    }
  });

  it('hold what is newer, when there is any by then, and stay where they are when there is none', async () => {
    const old = smsAt('2026-02-01T10:00:00Z', { user_id: 'poller' });
    await storeEvents(db, [old, smsAt('2026-02-02T10:00:00Z', { user_id: 'poller' })]);
    const poller: TimelineSubject = { kind: 'user', value: 'poller' };
    const deep = await read(poller, {}, { limit: 1, startAt: '2026-02-01T23:00:00Z' });
    const top = await read(poller, {}, { limit: 5, cursor: deep.previousCursor });
    expect([top.events.length, top.previousCursor]).toEqual([1, null]);
    expect((await read(poller, {}, { cursor: top.nextCursor })).events[0]?.id).toBe(old.id);
  });
});
