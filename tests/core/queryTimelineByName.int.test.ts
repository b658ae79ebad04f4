import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { queryTimeline } from '../../nodes/core/queryTimeline';
import { systemClock } from '../../nodes/core/systemClock';
import type { TimelineFilters, TimelineSubject } from '../../nodes/core/timeline/timelineRequest';
import { requestFor } from '../support/requestFor';
import { smsAt, storeEvents, storeLead } from '../support/storeEvents';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

function read(subject: TimelineSubject, filters: Partial<TimelineFilters> = {}) {
  const parts = { pool: db.pool, schema: quoteSchema('public'), clock: systemClock };
  return queryTimeline(requestFor(subject, filters), parts);
}
const idsOf = async (subject: TimelineSubject) =>
  (await read(subject)).events.map((event) => event.id);

describe('a lead that is named by a part of its name or email', () => {
  const named = (value: string): TimelineSubject => ({ kind: 'lead', by: 'name', value });

  it('has the same timeline as by its UUID, linked or not yet', async () => {
    const id = await storeLead(db, {
      ...{ airtable_record_id: 'recNamed0001', first_name: 'Zebulon' },
      ...{ last_name: 'Quill', email: 'zq@timeline.example' },
    });
    const linked = smsAt('2026-01-05T10:00:00Z', { lead_id: id });
    const waiting = smsAt('2026-01-06T10:00:00Z', { lead_airtable_id: 'recNamed0001' });
    await storeEvents(db, [linked, waiting]);
    for (const name of ['zebul', 'QUILL zeb', 'zq@']) {
      expect(await idsOf(named(name))).toEqual([waiting.id, linked.id]);
    }
  });

  it('is nobody with a notice that does not repeat it, whatever is entered', async () => {
    for (const value of ['nobody-is-called-this', '%', '_', "'", '☃', '\\']) {
      const page = await read(named(value));
      expect(page).toMatchObject({ events: [], leads: [], nextCursor: null });
      expect(page.notices.map((notice) => notice.code)).toEqual(['lead_not_found']);
      expect(page.notices[0]?.message).not.toContain(value);
    }
  });

  it('is up to 10 leads at once, and with more the way to narrow is told', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 10; i++) ids.push(await storeLead(db, { first_name: 'Octavia' }));
    const events = ids.map((id) => smsAt('2026-01-05T10:00:00Z', { lead_id: id }));
    await storeEvents(db, events);
    const page = await read(named('octavia'));
    expect(page.events).toHaveLength(10);
    expect(page.notices).toEqual([
      { code: 'several_leads', message: expect.stringMatching(/^10 leads/) },
    ]);
    await storeLead(db, { first_name: 'Octavia' });
    await expect(read(named('octavia'))).rejects.toMatchObject({
      name: 'ConfigurationError',
      code: 'several_leads',
      hint: expect.stringContaining('more of the name'),
    });
  });

  it('is never a lead of another tenant', async () => {
    await storeLead(db, { tenant_id: 'clinic-b', first_name: 'Wilhelmina' });
    const page = await read(named('wilhelmina'), { tenant: 'clinic-a' });
    expect(page.leads).toEqual([]);
  });
});
