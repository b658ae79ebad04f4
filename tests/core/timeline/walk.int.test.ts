import fc from 'fast-check';
import { quoteSchema } from '../../../nodes/core/postgres/identifiers';
import { queryTimeline } from '../../../nodes/core/queryTimeline';
import { systemClock } from '../../../nodes/core/systemClock';
import { createTestDatabase, type TestDatabase } from '../../support/testDatabase';
import { requestFor } from '../../support/requestFor';
import { smsAt, type StoredEvent, storeEvents, storeLead } from '../../support/storeEvents';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const WAYS = ['linked', 'airtable', 'email', 'both', 'other'] as const;
const TYPES = ['MESSAGE_SENT', 'INBOUND_REPLY', 'OPT_OUT'] as const;

/** Few distinct times, so that events share milliseconds and straddle months. */
const drawnEvent = fc.record({
  way: fc.constantFrom(...WAYS),
  type: fc.constantFrom(...TYPES),
  at: fc.constantFrom(
    '2025-12-31T23:59:59.999Z',
    '2026-01-01T00:00:00.000Z',
    '2026-01-01T00:00:00.001Z',
    '2026-02-10T12:00:00.000Z',
    '2026-05-10T12:00:00.000Z',
  ),
});
const scenario = fc.record({
  first: fc.array(drawnEvent, { maxLength: 25 }),
  /** What arrives after each page. */
  arriving: fc.array(fc.array(drawnEvent, { maxLength: 3 }), { maxLength: 4 }),
  limit: fc.integer({ min: 1, max: 6 }),
  types: fc.subarray([...TYPES]),
  after: fc.constantFrom(null, '2026-01-01T00:00:00.001Z'),
});

let runs = 0;

/** Columns by which an event belongs to the lead of this run, or to nobody. */
async function makeLead() {
  const run = ++runs;
  const airtableId = `recWalk${String(run).padStart(6, '0')}`;
  const email = `walk${run}@walk.example`;
  const id = await storeLead(db, { airtable_record_id: airtableId, email });
  const columns: Record<(typeof WAYS)[number], Partial<StoredEvent>> = {
    linked: { lead_id: id },
    airtable: { lead_airtable_id: airtableId },
    email: { lead_email: email },
    both: { lead_airtable_id: airtableId, lead_email: email },
    other: { lead_email: `nobody${run}@walk.example` },
  };
  return { id, columns };
}

describe('a walk through the pages of a lead', () => {
  it('equals sorting all events in memory, whatever arrives between the pages', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ first, arriving, limit, types, after }) => {
        const { id, columns } = await makeLead();
        const arrivals = [...arriving];
        const model: { event: StoredEvent; belongs: boolean }[] = [];
        const store = async (drawn: typeof first) => {
          const events = drawn.map(({ way, type, at }) => ({
            belongs:
              way !== 'other' &&
              (types.length === 0 || types.includes(type)) &&
              (after === null || at >= after),
            event: smsAt(at, { ...columns[way], event_type: type }),
          }));
          model.push(...events);
          if (events.length > 0)
            await storeEvents(
              db,
              events.map(({ event }) => event),
            );
        };
        await store(first);
        let cursor: string | null = null;
        let below = 'g';
        do {
          const expected = model
            .filter(({ event, belongs }) => belongs && event.id < below)
            .map(({ event }) => event.id)
            .sort()
            .reverse();
          const request = requestFor(
            { kind: 'lead', by: 'id', value: id },
            { eventTypes: types, after },
            { limit, cursor },
          );
          const parts = { pool: db.pool, schema: quoteSchema('public'), clock: systemClock };
          const page: Awaited<ReturnType<typeof queryTimeline>> = await queryTimeline(
            request,
            parts,
          );
          const ids = page.events.map((event) => event.id);
          expect(ids).toEqual(expected.slice(0, limit));
          expect(page.nextCursor !== null).toBe(expected.length > limit);
          cursor = page.nextCursor;
          below = ids.at(-1) ?? below;
          await store(arrivals.shift() ?? []);
        } while (cursor !== null);
      }),
      { numRuns: 25 },
    );
  });
});
