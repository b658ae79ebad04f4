import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { summarizeEvents } from '../../nodes/core/summarizeEvents';
import { systemClock } from '../../nodes/core/systemClock';
import type { SummaryRequest } from '../../nodes/core/timeline/summary';
import {
  type ModelEvent,
  type ModelLead,
  naiveAnswered,
  naiveDay,
  naiveDropOff,
  tally,
} from '../support/naiveSummary';
import { eventIdAt, storeEvents, storeLead } from '../support/storeEvents';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { noFilters } from '../support/noFilters';

const TYPES = ['MESSAGE_SENT', 'INBOUND_REPLY', 'LINK_CLICKED', 'BOOKING_CONFIRMED'];
const HALF_HOUR = 1_800_000;
/** Clocks change within 60 hours of each, and the second lies just before a new month. */
const STARTS = ['2025-10-24T12:00:00Z', '2026-03-28T12:00:00Z', '2026-10-30T12:00:00Z'];
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'];

/** Every way in which an event names whom it is about; the numbers are those of leads. */
const WHO = ['lead', 'airtable', 'email', 'both', 'nobody'] as const;

const drawnEvent = fc.record({
  tenant: fc.integer({ min: 0, max: 1 }),
  type: fc.constantFrom(...TYPES),
  category: fc.constantFrom('SMS', 'BOOKING'),
  source: fc.constantFrom('n8n:1', 'n8n:2', 'ui:send'),
  halfHour: fc.integer({ min: 0, max: 240 }),
  millisecond: fc.constantFrom(0, 0, 0, 1),
  tail: fc.bigInt({ min: 0n, max: 2n ** 60n }),
  who: fc.constantFrom(...WHO),
  lead: fc.integer({ min: 0, max: 5 }),
  user: fc.constantFrom(null, null, 'user-1'),
  word: fc.constantFrom('offer', 'reminder'),
});
const some = <T>(...values: T[]): fc.Arbitrary<T[]> =>
  fc.oneof(fc.constant<T[]>([]), fc.subarray(values, { minLength: 1 }));
const drawnRequest = fc.record({
  tenants: fc.subarray([0, 1], { minLength: 1 }),
  moreTypes: fc.option(fc.subarray(TYPES)),
  categories: some('SMS', 'BOOKING'),
  sources: some('n8n:1', 'n8n:2', 'ui:send'),
  after: fc.option(fc.integer({ min: 0, max: 240 }), { freq: 2 }),
  length: fc.option(fc.integer({ min: 1, max: 240 }), { freq: 2 }),
  user: fc.constantFrom('', '', '', 'user-1'),
  lead: fc.option(fc.integer({ min: 0, max: 5 }), { freq: 1 }),
  query: fc.constantFrom('', '', '', 'offer', '-offer'),
  timeZone: fc.constantFrom(...ZONES),
  messages: fc.subarray(['MESSAGE_SENT', 'LINK_CLICKED'], { minLength: 1 }),
  replies: fc.subarray(['INBOUND_REPLY', 'BOOKING_CONFIRMED'], { minLength: 1 }),
  withinHours: fc.constantFrom(1e-9, 0.5, 1, 24, 100),
  steps: fc.shuffledSubarray(TYPES, { minLength: 2 }),
});
const drawn = fc.record({
  start: fc.constantFrom(...STARTS),
  events: fc.array(drawnEvent, { maxLength: 60, size: 'max' }),
  request: drawnRequest,
});
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

let runs = 0;

/** Tenants and leads of its own for each run, since the log is never emptied. */
async function stage({ start, events }: Drawn) {
  const run = ++runs;
  const tenants = [`run${run}-a`, `run${run}-b`] as const;
  const lead = (n: number, tenant: string | null, email: string): ModelLead => ({
    id: randomUUID(),
    tenant_id: tenant,
    airtable_record_id: `recRun${run}Lead${n}`,
    email: `${email}-${run}@summary.example`,
  });
  const leads = [
    lead(0, null, 'shared'),
    lead(1, tenants[0], 'own'),
    lead(2, tenants[0], 'in-both'),
    lead(3, tenants[1], 'in-both'),
    lead(4, null, 'twin'),
  ];
  const directory = [...leads, lead(5, null, 'twin')];
  for (const each of directory) await storeLead(db, { ...each });
  // The sixth has not arrived, but for its twin's email: its Airtable id is unknown.
  const unknown = `recRun${run}Unknown`;
  const stored = events.map((event, at): ModelEvent => {
    const time = Date.parse(start) + event.halfHour * HALF_HOUR + event.millisecond;
    const timestamp = new Date(time).toISOString();
    const about = directory[event.lead];
    const airtableId = event.lead === 5 ? unknown : about?.airtable_record_id;
    const has = (...who: string[]): boolean => who.includes(event.who);
    return {
      id: eventIdAt(timestamp, Number(event.tail % 2n ** 40n) * 64 + at),
      timestamp,
      tenant_id: tenants[event.tenant] ?? '',
      event_type: event.type,
      event_category: event.category,
      source: event.source,
      lead_id: has('lead') ? (about?.id ?? null) : null,
      lead_airtable_id: has('airtable', 'both') ? (airtableId ?? null) : null,
      lead_email: has('email', 'both') ? (about?.email ?? null) : null,
      user_id: event.user,
      message_content: event.word,
      description: 'An event',
    };
  });
  await storeEvents(db, stored);
  return { tenants, directory, stored };
}
type Stage = Awaited<ReturnType<typeof stage>>;

function requestOf({ start, request }: Drawn, { tenants, directory }: Stage): SummaryRequest {
  const { messages, replies, steps, moreTypes, after, length } = request;
  const asDate = (halfHour: number): string =>
    new Date(Date.parse(start) + halfHour * HALF_HOUR).toISOString();
  return {
    filters: {
      ...noFilters(''),
      tenants: request.tenants.map((n) => tenants[n] ?? ''),
      eventTypes: moreTypes === null ? [] : [...messages, ...steps, ...moreTypes],
      categories: request.categories,
      sources: request.sources,
      after: after === null ? null : asDate(after),
      before: length === null ? null : asDate((after ?? 0) + length),
      userId: request.user,
      lead: request.lead === null ? '' : (directory[request.lead]?.id ?? ''),
      query: request.query,
    },
    answered: { messageTypes: messages, replyTypes: replies, withinHours: request.withinHours },
    steps,
    timeZone: request.timeZone,
    statementTimeout: 10_000,
  };
}

/** What the filters let through, and what the replies must be. */
function selected({ filters, answered }: SummaryRequest, { stored, directory }: Stage) {
  const isIn = (values: readonly string[], value: string): boolean =>
    values.length === 0 || values.includes(value);
  const wanted = directory.find(
    ({ id, tenant_id: tenant }) =>
      id === filters.lead && (tenant === null || filters.tenants.includes(tenant)),
  );
  const isAboutLead = (event: ModelEvent): boolean => {
    if (filters.lead === '') return true;
    if (wanted === undefined) return false;
    if (event.lead_id != null) return event.lead_id === wanted.id;
    return (
      event.lead_airtable_id === wanted.airtable_record_id || event.lead_email === wanted.email
    );
  };
  const isFrom = ({ timestamp }: ModelEvent): boolean => timestamp >= (filters.after ?? '');
  const own = stored.filter(
    (event) => filters.tenants.includes(event.tenant_id) && isAboutLead(event) && isFrom(event),
  );
  const isWord = (word: string | null | undefined): boolean =>
    filters.query === '' || (filters.query === 'offer') === (word === 'offer');
  const withinMs = Math.floor((answered?.withinHours ?? 0) * 2 * HALF_HOUR);
  const end = filters.before === null ? Infinity : Date.parse(filters.before);
  return {
    withinMs,
    events: own.filter(
      (event) =>
        Date.parse(event.timestamp) < end &&
        isIn(filters.eventTypes, event.event_type) &&
        isIn(filters.categories, event.event_category) &&
        isIn(filters.sources, event.source) &&
        isIn(filters.userId === '' ? [] : [filters.userId], event.user_id ?? '') &&
        isWord(event.message_content),
    ),
    replies: own.filter(
      (event) =>
        Date.parse(event.timestamp) < end + withinMs &&
        answered?.replyTypes.includes(event.event_type) === true,
    ),
  };
}

function naiveSummary(request: SummaryRequest, staged: Stage) {
  const { events, replies, withinMs } = selected(request, staged);
  const ids = events.map(({ id }) => id).sort();
  const messages = events.filter((event) =>
    request.answered?.messageTypes.includes(event.event_type),
  );
  const days = tally(events.map((event) => naiveDay(event, request.timeZone)));
  return {
    events: events.length,
    ends: [ids[0] ?? null, ids.at(-1) ?? null],
    byType: tally(events.map((event) => event.event_type)),
    byCategory: tally(events.map((event) => event.event_category)),
    bySource: tally(events.map((event) => event.source)),
    byDay: days.sort(([a], [b]) => (a < b ? -1 : 1)),
    answered: naiveAnswered({ messages, replies }, staged.directory, withinMs),
    dropOff: naiveDropOff(events, staged.directory, request.steps),
  };
}

async function realSummary(request: SummaryRequest): Promise<ReturnType<typeof naiveSummary>> {
  const parts = { pool: db.pool, schema: quoteSchema('public'), clock: systemClock };
  const summary = await summarizeEvents(request, parts);
  return {
    events: summary.events,
    ends: [summary.first?.id ?? null, summary.last?.id ?? null],
    byType: summary.byType.map(({ eventType, count }) => [eventType, count]),
    byCategory: summary.byCategory.map(({ category, count }) => [category, count]),
    bySource: summary.bySource.map(({ source, count }) => [source, count]),
    byDay: summary.byDay.map(({ day, count }) => [day, count]),
    answered: {
      leads: summary.answered?.leads ?? -1,
      answeredLeads: summary.answered?.answeredLeads ?? -1,
    },
    dropOff: summary.dropOff?.map(({ leads }) => leads) ?? [],
  };
}

describe('a summary of any events by any filters', () => {
  it('says what counting one by one says', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, async (input) => {
        const staged = await stage(input);
        const request = requestOf(input, staged);
        expect(await realSummary(request)).toEqual(naiveSummary(request, staged));
      }),
      { numRuns: 150 },
    );
  });
});
