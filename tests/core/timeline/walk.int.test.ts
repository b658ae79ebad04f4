import fc from 'fast-check';
import { quoteSchema } from '../../../nodes/core/postgres/identifiers';
import { queryTimeline } from '../../../nodes/core/queryTimeline';
import { systemClock } from '../../../nodes/core/systemClock';
import { createTestDatabase, type TestDatabase } from '../../support/testDatabase';
import { requestFor } from '../../support/requestFor';
import {
  eventIdAt,
  smsAt,
  type StoredEvent,
  storeEvents,
  storeLead,
} from '../../support/storeEvents';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
const parts = () => ({ pool: db.pool, schema: quoteSchema('public'), clock: systemClock });

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
  arriving: fc.array(fc.array(drawnEvent, { maxLength: 3 }), { maxLength: 6 }),
  /** Which way to go from each page, where both lead on. */
  ways: fc.array(fc.constantFrom('next', 'previous'), { minLength: 1, maxLength: 12 }),
  limit: fc.integer({ min: 1, max: 6 }),
  types: fc.subarray([...TYPES]),
  after: fc.constantFrom(null, '2026-01-01T00:00:00.001Z'),
  startAt: fc.constantFrom(null, '2025-12-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z'),
});
type Drawn = Parameters<Parameters<(typeof drawnEvent)['map']>[0]>[0];

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

/** A page of the model: ids newest first, and the cuts between events where its cursors lead on. */
interface ModelPage {
  readonly ids: readonly string[];
  readonly cuts: Readonly<Record<'next' | 'previous', string>>;
}

/** Ids sort like text; a cut is the id above it, or with a tilde the id below it. */
function modelPage(
  sorted: readonly string[],
  cut: string,
  { way, limit }: { way: 'next' | 'previous'; limit: number },
): ModelPage {
  const below = sorted.filter((id) => id < cut);
  const above = sorted.filter((id) => id >= cut);
  const ids = way === 'next' ? below.slice(-limit).reverse() : above.slice(0, limit).reverse();
  const [newest, oldest] = [ids[0], ids.at(-1)];
  const previous = newest === undefined ? cut : `${newest}~`;
  return { ids, cuts: { next: oldest ?? cut, previous } };
}

/** A lead's log and what of it a walk must find. */
async function makeLog({ types, after }: { types: readonly string[]; after: string | null }) {
  const { id, columns } = await makeLead();
  const wanted: string[] = [];
  const store = async (drawn: readonly Drawn[]) => {
    const events = drawn.map(({ way, type, at }) => ({
      event: smsAt(at, { ...columns[way], event_type: type }),
      isWanted:
        way !== 'other' &&
        (types.length === 0 || types.includes(type)) &&
        (after === null || at >= after),
    }));
    if (events.length > 0)
      await storeEvents(
        db,
        events.map(({ event }) => event),
      );
    wanted.push(...events.filter(({ isWanted }) => isWanted).map(({ event }) => event.id));
    wanted.sort();
  };
  return { id, wanted, store };
}

describe('a walk through the pages of a lead', () => {
  it('equals paging through sorted events in memory, forward and back, whatever arrives', async () => {
    await fc.assert(
      fc.asyncProperty(
        scenario,
        async ({ first, arriving, ways, limit, types, after, startAt }) => {
          const log = await makeLog({ types, after });
          const arrivals = [...arriving];
          await log.store(first);
          const subject = { kind: 'lead', by: 'id', value: log.id } as const;
          let place: { cursor: string | null; startAt: string | null } = { cursor: null, startAt };
          let cut = startAt === null ? '~' : eventIdAt(startAt, 0).slice(0, 13) + '~';
          let way: 'next' | 'previous' = 'next';
          for (const wish of ways) {
            const request = requestFor(subject, { eventTypes: types, after }, { limit, ...place });
            const page = await queryTimeline(request, parts());
            const model = modelPage(log.wanted, cut, { way, limit });
            expect(page.events.map((event) => event.id)).toEqual(model.ids);
            const { next, previous } = model.cuts;
            expect(page.nextCursor !== null).toBe(log.wanted.some((id) => id < next));
            expect(page.previousCursor !== null).toBe(log.wanted.some((id) => id >= previous));
            const cursors = { next: page.nextCursor, previous: page.previousCursor };
            way = cursors[wish] === null ? (wish === 'next' ? 'previous' : 'next') : wish;
            if (cursors[way] === null) return;
            place = { cursor: cursors[way], startAt: null };
            cut = model.cuts[way];
            await log.store(arrivals.shift() ?? []);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('comes back to an event that arrived above the page it had left', async () => {
    const { id, columns } = await makeLead();
    const [first, second, third] = [1, 2, 3].map((day) =>
      smsAt(`2026-03-0${day}T00:00:00.000Z`, columns.linked),
    ) as [StoredEvent, StoredEvent, StoredEvent];
    await storeEvents(db, [first, third]);
    const subject = { kind: 'lead', by: 'id', value: id } as const;
    const read = (cursor: string | null) =>
      queryTimeline(requestFor(subject, {}, { limit: 1, cursor }), parts());
    const newest = await read(null);
    const oldest = await read(newest.nextCursor);
    await storeEvents(db, [second]);
    const between = await read(oldest.previousCursor);
    const above = await read(between.previousCursor);
    expect([...between.events, ...above.events].map((event) => event.id)).toEqual([
      second.id,
      third.id,
    ]);
  });

  it('knows that nothing is beside a page any more when the events there went with their lead', async () => {
    const [gone, staying] = [
      await storeLead(db, { email: 'gone@walk.example' }),
      await storeLead(db, { email: 'gone@walk.example' }),
    ];
    const events = [gone, staying, gone].map((id, i) =>
      smsAt(`2026-03-0${i + 1}T00:00:00.000Z`, { lead_id: id }),
    );
    await storeEvents(db, events);
    const subject = { kind: 'lead', by: 'email', value: 'gone@walk.example' } as const;
    const read = (cursor: string | null) =>
      queryTimeline(requestFor(subject, {}, { limit: 1, cursor }), parts());
    const newest = await read(null);
    const oldest = await read((await read(newest.nextCursor)).nextCursor);
    await db.query('delete from leads where id = $1', [gone]);
    const down = await read(newest.nextCursor);
    const up = await read(oldest.previousCursor);
    for (const page of [down, up]) {
      expect(page.events.map((event) => event.id)).toEqual([events[1]?.id]);
      expect([page.nextCursor, page.previousCursor]).toEqual([null, null]);
    }
  });
});
