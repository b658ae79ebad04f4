import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import { queryTimeline, walkTimeline } from '../../nodes/core/queryTimeline';
import { systemClock } from '../../nodes/core/systemClock';
import type { TimelineFilters, TimelineSubject } from '../../nodes/core/timeline/timelineRequest';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { smsAt, storeEvents, storeLead } from '../support/storeEvents';
import { requestFor } from '../support/requestFor';

let db: TestDatabase;
const parts = () => ({ pool: db.pool, schema: quoteSchema('public'), clock: systemClock });

function read(
  subject: TimelineSubject,
  filters: Partial<TimelineFilters> = {},
  page: { limit?: number; cursor?: string | null } = {},
) {
  return queryTimeline(requestFor(subject, filters, page), parts());
}
async function idsOf(
  subject: TimelineSubject,
  filters: Partial<TimelineFilters> = {},
): Promise<string[]> {
  return (await read(subject, filters)).events.map((event) => event.id);
}
const lead = (value: string): TimelineSubject => ({ kind: 'lead', by: 'any', value });

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

describe("a lead's timeline", () => {
  it('is the same by UUID, Airtable record id and email, newest first', async () => {
    const id = await storeLead(db, {
      airtable_record_id: 'recTimeline0001',
      first_name: 'John',
      last_name: 'Doe',
      email: ' John@Timeline.example ',
    });
    const sent = smsAt('2026-01-05T10:00:00Z', { lead_id: id });
    const reply = smsAt('2026-02-05T10:00:00Z', { lead_id: id, event_type: 'INBOUND_REPLY' });
    const early = smsAt('2025-12-05T10:00:00Z', { lead_airtable_id: 'recTimeline0001' });
    const byMail = smsAt('2026-01-20T10:00:00Z', { lead_email: 'john@timeline.example' });
    await storeEvents(db, [sent, reply, early, byMail]);
    const expected = [reply.id, byMail.id, sent.id, early.id];
    expect(await idsOf(lead(id.toUpperCase()))).toEqual(expected);
    expect(await idsOf(lead('recTimeline0001'))).toEqual(expected);
    expect(await idsOf(lead('JOHN@timeline.example'))).toEqual(expected);
  });

  it('shows an event once that matches by Airtable id and by email', async () => {
    const id = await storeLead(db, {
      airtable_record_id: 'recTwice0001',
      email: 'twice@timeline.example',
    });
    const both = { lead_airtable_id: 'recTwice0001', lead_email: 'twice@timeline.example' };
    const waiting = smsAt('2026-01-05T10:00:00Z', both);
    const linked = smsAt('2026-01-06T10:00:00Z', { ...both, lead_id: id });
    await storeEvents(db, [waiting, linked]);
    expect(await idsOf(lead(id))).toEqual([linked.id, waiting.id]);
  });

  it('leaves out what is linked to another lead, whatever it was logged under', async () => {
    const id = await storeLead(db, {
      airtable_record_id: 'recMine0001',
      email: 'mine@timeline.example',
    });
    const other = await storeLead(db, { airtable_record_id: 'recOther0001' });
    await storeEvents(db, [
      smsAt('2026-01-05T10:00:00Z', { lead_id: other, lead_airtable_id: 'recMine0001' }),
      smsAt('2026-01-06T10:00:00Z', { lead_id: other, lead_email: 'mine@timeline.example' }),
    ]);
    expect(await idsOf(lead(id))).toEqual([]);
  });

  it('holds the events of a lead that has not arrived, and says that it has not', async () => {
    const waiting = smsAt('2026-01-05T10:00:00Z', { lead_airtable_id: 'recLater0001' });
    await storeEvents(db, [waiting]);
    const page = await read(lead('recLater0001'));
    expect(page.events.map((event) => [event.id, event.lead])).toEqual([[waiting.id, null]]);
    expect(page.leads).toEqual([]);
    expect(page.notices.map((notice) => notice.code)).toEqual(['lead_not_found']);
  });

  it('is empty with a notice for a lead that nobody knows', async () => {
    const page = await read(lead('5f0c2e4a-8d1b-4c55-9a53-0f4f2f6f1a10'));
    expect(page).toMatchObject({ events: [], nextCursor: null, leads: [] });
    expect(page.notices[0]?.message).not.toContain('5f0c2e4a');
  });

  it('holds the events of every lead with the email, and says how many', async () => {
    const first = await storeLead(db, { email: 'shared@timeline.example' });
    const second = await storeLead(db, { email: 'SHARED@timeline.example' });
    const one = smsAt('2026-01-05T10:00:00Z', { lead_id: first });
    const two = smsAt('2026-01-06T10:00:00Z', { lead_id: second });
    await storeEvents(db, [one, two]);
    const page = await read(lead('shared@timeline.example'));
    expect(page.events.map((event) => event.lead?.id)).toEqual([second, first]);
    expect(page.notices).toEqual([
      { code: 'several_leads', message: expect.stringMatching(/^2 leads/) },
    ]);
  });
});

describe('other subjects', () => {
  it.each([
    ['entity', 'entity_id'],
    ['user', 'user_id'],
    ['visitor', 'visitor_token'],
    ['session', 'session_id'],
    ['execution', 'execution_id'],
  ] as const)('have their own timeline: %s', async (kind, column) => {
    const mine = [3, 1, 2].map((day) => smsAt(`2026-01-0${day}T10:00:00Z`, { [column]: 'x-1' }));
    await storeEvents(db, [...mine, smsAt('2026-01-04T10:00:00Z', { [column]: 'x-2' })]);
    const page = await read({ kind, value: 'x-1' });
    const newestFirst = mine
      .map((event) => event.id)
      .sort()
      .reverse();
    expect(page.events.map((event) => event.id)).toEqual(newestFirst);
    expect(page).toMatchObject({ leads: null, notices: [], nextCursor: null });
  });
});

describe('an event of a timeline', () => {
  it('has everything that was stored, with its lead', async () => {
    const id = await storeLead(db, {
      airtable_record_id: 'recWhole0001',
      first_name: 'Jane',
      last_name: null,
      email: 'jane@timeline.example',
    });
    const metadata = { campaign: 'Fall', nested: { list: [1, null, 'ü'] } };
    const stored = smsAt('2026-01-05T10:00:00.007Z', {
      lead_id: id,
      metadata,
      message_content: 'Hey Jane',
      execution_id: '77',
      user_id: 'u-77',
    });
    await storeEvents(db, [stored]);
    const { events } = await read(lead(id));
    expect(events).toEqual([
      {
        id: stored.id,
        timestamp: '2026-01-05T10:00:00.007Z',
        eventType: 'MESSAGE_SENT',
        category: 'SMS',
        description: 'SMS sent',
        message: 'Hey Jane',
        metadata,
        source: 'n8n:7',
        executionId: '77',
        lead: {
          id,
          airtableId: 'recWhole0001',
          firstName: 'Jane',
          lastName: null,
          email: 'jane@timeline.example',
        },
        details: expect.objectContaining({
          tenant: 'default',
          userId: 'u-77',
          clientId: null,
          schemaVersion: 1,
          loggedAt: expect.stringMatching(/^\d{4}-.*Z$/),
        }),
      },
    ]);
  });
});

describe('the filters', () => {
  const subject: TimelineSubject = { kind: 'entity', value: 'filtered' };
  const [a, b, c] = [
    smsAt('2026-01-01T00:00:00.000Z', { entity_id: 'filtered' }),
    smsAt('2026-01-02T00:00:00.000Z', { entity_id: 'filtered', event_type: 'INBOUND_REPLY' }),
    smsAt('2026-01-03T00:00:00.000Z', {
      entity_id: 'filtered',
      event_type: 'NOTE_ADDED',
      event_category: 'MANUAL',
      source: 'n8n:8',
    }),
  ];
  beforeAll(() => storeEvents(db, [a, b, c]));

  it.each([
    ['types', { eventTypes: ['MESSAGE_SENT', 'NOTE_ADDED'] }, [c, a]],
    ['categories', { categories: ['SMS'] }, [b, a]],
    ['sources', { sources: ['n8n:8', 'n8n:9'] }, [c]],
    ['types and categories', { eventTypes: ['NOTE_ADDED'], categories: ['SMS'] }, []],
    ['after, inclusive', { after: '2026-01-02T00:00:00.000Z' }, [c, b]],
    ['before, exclusive', { before: '2026-01-02T00:00:00.000Z' }, [a]],
    ['both', { after: '2026-01-01T00:00:00.001Z', before: '2026-01-03' }, [b]],
  ])('narrow a timeline by %s', async (_, filters, expected) => {
    expect(await idsOf(subject, filters)).toEqual(expected.map((event) => event.id));
  });

  it('narrow a timeline by a range that has a name, as of now', async () => {
    const now = Date.now();
    const days = [0, 1, 2].map((ago) =>
      smsAt(new Date(now - ago * 86_400_000).toISOString(), { entity_id: 'recent' }),
    );
    await storeEvents(db, days);
    const recent: TimelineSubject = { kind: 'entity', value: 'recent' };
    expect(await idsOf(recent, { dateRange: 'last24Hours' })).toEqual([days[0]?.id]);
    expect(await idsOf(recent, { dateRange: 'last7Days' })).toHaveLength(3);
  });

  it('narrow the three ways to a lead alike', async () => {
    const id = await storeLead(db, {
      airtable_record_id: 'recFilter0001',
      email: 'f@timeline.example',
    });
    const ways = [
      { lead_id: id },
      { lead_airtable_id: 'recFilter0001' },
      { lead_email: 'f@timeline.example' },
    ];
    const keep = ways.map((way) => smsAt('2026-01-05T10:00:00Z', way));
    const drop = ways.flatMap((way) => [
      smsAt('2026-01-05T10:00:00Z', { ...way, event_type: 'OPT_OUT' }),
      smsAt('2026-01-05T10:00:00Z', { ...way, event_category: 'MANUAL' }),
      smsAt('2026-01-09T10:00:00Z', way),
      smsAt('2026-01-01T10:00:00Z', way),
      smsAt('2026-01-05T10:00:00Z', { ...way, source: 'n8n:8' }),
      smsAt('2026-01-05T10:00:00Z', { ...way, tenant_id: 'clinic' }),
    ]);
    await storeEvents(db, [...keep, ...drop]);
    const filters = {
      eventTypes: ['MESSAGE_SENT'],
      categories: ['SMS'],
      sources: ['n8n:7'],
      after: '2026-01-02',
      before: '2026-01-08',
    };
    const newestFirst = keep
      .map((event) => event.id)
      .sort()
      .reverse();
    expect(await idsOf(lead(id), filters)).toEqual(newestFirst);
  });

  it('know the types and categories that are registered in the database alone', async () => {
    await db.query(`select register_event_type('CALL_MADE', 'PHONE')`);
    const call = smsAt('2026-01-05T00:00:00Z', {
      entity_id: 'filtered',
      event_type: 'CALL_MADE',
      event_category: 'PHONE',
    });
    await storeEvents(db, [call]);
    expect(await idsOf(subject, { eventTypes: ['CALL_MADE'], categories: ['PHONE'] })).toEqual([
      call.id,
    ]);
    await expect(idsOf(subject, { eventTypes: ['CALL_MAID'] })).rejects.toMatchObject({
      code: 'unknown_event_type',
      message: expect.stringContaining('CALL_MAID'),
      hint: expect.stringContaining('CALL_MADE'),
    });
  });
});

describe('tenants', () => {
  it('never see the events and leads of each other', async () => {
    const mine = await storeLead(db, { tenant_id: 'clinic-a', email: 'p@timeline.example' });
    const theirs = await storeLead(db, { tenant_id: 'clinic-b', email: 'p@timeline.example' });
    const a = smsAt('2026-01-05T10:00:00Z', { tenant_id: 'clinic-a', lead_id: mine, user_id: 'p' });
    const b = smsAt('2026-01-06T10:00:00Z', {
      tenant_id: 'clinic-b',
      lead_id: theirs,
      user_id: 'p',
    });
    const loose = smsAt('2026-01-07T10:00:00Z', {
      tenant_id: 'clinic-b',
      lead_email: 'p@timeline.example',
    });
    await storeEvents(db, [a, b, loose]);
    const tenant = 'clinic-a';
    expect(await idsOf(lead('p@timeline.example'), { tenant })).toEqual([a.id]);
    expect(await idsOf({ kind: 'user', value: 'p' }, { tenant })).toEqual([a.id]);
    const page = await read(lead(theirs), { tenant });
    expect(page).toMatchObject({ events: [], leads: [] });
    expect(await idsOf(lead('p@timeline.example'))).toEqual([]);
  });

  it('do not see a foreign lead through an event of their own', async () => {
    const theirs = await storeLead(db, { tenant_id: 'clinic-b', first_name: 'Secret' });
    await storeEvents(db, [
      smsAt('2026-01-05T10:00:00Z', { tenant_id: 'clinic-a', lead_id: theirs, user_id: 'q' }),
    ]);
    const page = await read({ kind: 'user', value: 'q' }, { tenant: 'clinic-a' });
    expect(page.events.map((event) => event.lead)).toEqual([null]);
  });

  it('may use the same id, and each sees its own event', async () => {
    const mine = smsAt('2026-01-05T10:00:00Z', { tenant_id: 'clinic-a', user_id: 'same' });
    await storeEvents(db, [
      { ...mine, description: 'Mine' },
      { ...mine, tenant_id: 'clinic-b', description: 'Theirs' },
    ]);
    const page = await read({ kind: 'user', value: 'same' }, { tenant: 'clinic-a' });
    expect(page.events.map((event) => event.description)).toEqual(['Mine']);
  });

  it.each([
    ['lead', (id: string): TimelineSubject => ({ kind: 'lead', by: 'id', value: id })],
    ['entity', (): TimelineSubject => ({ kind: 'entity', value: 'full' })],
    ['user', (): TimelineSubject => ({ kind: 'user', value: 'full' })],
    ['visitor', (): TimelineSubject => ({ kind: 'visitor', value: 'full' })],
    ['session', (): TimelineSubject => ({ kind: 'session', value: 'full' })],
    ['execution', (): TimelineSubject => ({ kind: 'execution', value: 'full' })],
  ])('get full pages, whatever others logged in between: %s', async (name, subjectOf) => {
    const airtableId = `recFull${name}`;
    const email = `full.${name}@timeline.example`;
    const id = await storeLead(db, { airtable_record_id: airtableId, email });
    const columns = {
      ...{ entity_id: 'full', user_id: 'full', visitor_token: 'full', session_id: 'full' },
      execution_id: 'full',
    };
    const ways = [
      { lead_id: id, lead_airtable_id: airtableId, lead_email: email },
      { lead_airtable_id: airtableId, lead_email: email },
      { lead_email: email },
    ];
    const tenant = `clinic-${name}`;
    const mine = ways.map((way) =>
      smsAt('2026-01-05T10:00:00Z', { ...columns, ...way, tenant_id: tenant }),
    );
    const theirs = [...ways, ...ways].map((way) =>
      smsAt('2026-01-06T10:00:00Z', { ...columns, ...way, tenant_id: 'clinic-b' }),
    );
    await storeEvents(db, [...mine, ...theirs]);
    const page = await read(subjectOf(id), { tenant }, { limit: 3 });
    expect(page.events).toHaveLength(3);
    expect(page.nextCursor).toBeNull();
  });

  it('share leads that belong to no tenant', async () => {
    const shared = await storeLead(db, { first_name: 'Shared', email: 's@timeline.example' });
    const event = smsAt('2026-01-05T10:00:00Z', { tenant_id: 'clinic-a', lead_id: shared });
    await storeEvents(db, [event]);
    const page = await read(lead('s@timeline.example'), { tenant: 'clinic-a' });
    expect(page.events.map((found) => found.lead?.firstName)).toEqual(['Shared']);
  });
});

describe('pages', () => {
  const subject: TimelineSubject = { kind: 'user', value: 'pager' };

  it('follow each other without gap or repetition, though events share a millisecond', async () => {
    const at = '2026-01-05T10:00:00.000Z';
    const stored = Array.from({ length: 7 }, () => smsAt(at, { user_id: 'pager' }));
    await storeEvents(db, stored);
    const seen: string[][] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof read>> = await read(subject, {}, { limit: 3, cursor });
      seen.push(page.events.map((event) => event.id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen.map((ids) => ids.length)).toEqual([3, 3, 1]);
    expect(seen.flat()).toEqual(
      stored
        .map((event) => event.id)
        .sort()
        .reverse(),
    );
  });

  it('end without a cursor when the last page is exactly full', async () => {
    const page = await read(subject, {}, { limit: 7 });
    expect([page.events.length, page.nextCursor]).toEqual([7, null]);
  });

  it('go on with another size', async () => {
    const first = await read(subject, {}, { limit: 2 });
    const rest = await read(subject, {}, { limit: 5, cursor: first.nextCursor });
    expect([rest.events.length, rest.nextCursor]).toEqual([5, null]);
  });

  it('are walked to the end in bounded pages when everything is read', async () => {
    const many = Array.from({ length: 1203 }, (_, i) =>
      smsAt(new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString(), { user_id: 'walker' }),
    );
    await storeEvents(db, many);
    const walk = walkTimeline(requestFor({ kind: 'user', value: 'walker' }), parts());
    const sizes: number[] = [];
    const ids: string[] = [];
    for await (const page of walk) {
      sizes.push(page.events.length);
      ids.push(...page.events.map((event) => event.id));
    }
    expect(sizes).toEqual([500, 500, 203]);
    expect(ids).toEqual(many.map((event) => event.id).reverse());
  });
});
