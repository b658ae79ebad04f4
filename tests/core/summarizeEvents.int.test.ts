import { ConfigurationError } from '../../nodes/core/errors';
import { quoteSchema } from '../../nodes/core/postgres/identifiers';
import type { PostgresPool } from '../../nodes/core/postgres/pool';
import { summarizeEvents } from '../../nodes/core/summarizeEvents';
import { systemClock } from '../../nodes/core/systemClock';
import type { FilterRequest } from '../../nodes/core/timeline/filterRequest';
import type { Summary, SummaryRequest } from '../../nodes/core/timeline/summary';
import { poolThatMeets } from '../support/poolThatMeets';
import { smsAt, storeEvents, storeLead } from '../support/storeEvents';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { noFilters } from '../support/noFilters';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

interface Asked extends Partial<Omit<SummaryRequest, 'filters'>> {
  readonly filters?: Partial<FilterRequest>;
}

function summarize(tenant: string, asked: Asked = {}, pool: PostgresPool = db.pool) {
  const request: SummaryRequest = {
    answered: null,
    steps: [],
    timeZone: 'UTC',
    statementTimeout: 10_000,
    ...asked,
    filters: { ...noFilters(tenant), ...asked.filters },
  };
  return summarizeEvents(request, { pool, schema: quoteSchema('public'), clock: systemClock });
}

const withinADay = {
  messageTypes: ['MESSAGE_SENT'],
  replyTypes: ['INBOUND_REPLY'],
  withinHours: 24,
};
const at = (tenant: string, timestamp: string, type: string, lead: string | null = null) =>
  smsAt(timestamp, { tenant_id: tenant, event_type: type, lead_airtable_id: lead });

describe('a summary', () => {
  it('is empty where there is nothing', async () => {
    const steps = ['MESSAGE_SENT', 'INBOUND_REPLY'];
    await storeEvents(db, [at('other', '2026-01-05T10:00:00Z', 'INBOUND_REPLY')]);
    expect(await summarize('nobody', { answered: withinADay, steps })).toEqual({
      events: 0,
      first: null,
      last: null,
      byType: [],
      byCategory: [],
      bySource: [],
      byDay: [],
      answered: { withinHours: 24, leads: 0, answeredLeads: 0, share: null },
      dropOff: steps.map((eventType) => ({ eventType, leads: 0, share: null, droppedOff: 0 })),
      notices: [],
    });
  });

  it('counts days as they begin in the time zone', async () => {
    const times = ['2026-03-28T22:59:59.999Z', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59.999Z'];
    await storeEvents(
      db,
      [...times, '2026-03-29T22:00:00Z'].map((time) => at('days', time, 'MESSAGE_SENT')),
    );
    const { byDay } = await summarize('days', { timeZone: 'Europe/Berlin' });
    expect(byDay).toEqual([
      { day: '2026-03-28', count: 1 },
      { day: '2026-03-29', count: 2 },
      { day: '2026-03-30', count: 1 },
    ]);
  });

  it('orders names by how often they occur, then by name', async () => {
    const types = ['OPT_OUT', 'LINK_CLICKED', 'MESSAGE_SENT', 'MESSAGE_SENT'];
    await storeEvents(
      db,
      types.map((type) => at('order', '2026-01-05T10:00:00Z', type)),
    );
    const { byType } = await summarize('order');
    expect(byType.map(({ eventType }) => eventType)).toEqual([
      'MESSAGE_SENT',
      'LINK_CLICKED',
      'OPT_OUT',
    ]);
  });

  it('spans millennia of empty days', async () => {
    const far = [
      at('decades', '1970-01-01T00:00:00Z', 'MESSAGE_SENT'),
      at('decades', '9999-12-31T23:59:59.999Z', 'MESSAGE_SENT'),
    ];
    await storeEvents(db, far);
    const { byDay, first, last } = await summarize('decades', { timeZone: 'America/New_York' });
    expect(byDay).toEqual([
      { day: '1969-12-31', count: 1 },
      { day: '9999-12-31', count: 1 },
    ]);
    expect([first?.id, last?.id]).toEqual(far.map(({ id }) => id));
    expect(last?.timestamp).toBe('9999-12-31T23:59:59.999Z');
  });

  it('is of one moment, whatever is written meanwhile', async () => {
    await storeEvents(db, [at('moment', '2026-01-05T10:00:00Z', 'MESSAGE_SENT', 'recMoment1')]);
    let late = 0;
    const pool = poolThatMeets(db.pool, async () => {
      const time = `2026-01-05T10:00:${String(++late).padStart(2, '0')}Z`;
      await storeEvents(db, [at('moment', time, 'MESSAGE_SENT', `recMoment1${late}`)]);
    });
    const asked = { answered: withinADay, steps: ['MESSAGE_SENT', 'OPT_OUT'] };
    const { events, answered, dropOff, first, last } = await summarize('moment', asked, pool);
    expect(late).toBeGreaterThan(2);
    expect([events, answered?.leads, dropOff?.[0]?.leads]).toEqual([1, 1, 1]);
    expect(last).toEqual(first);
  });
});

describe('the share of leads that answered', () => {
  const answersTo = async (tenant: string, asked: Asked = {}): Promise<Summary['answered']> =>
    (await summarize(tenant, { answered: withinADay, ...asked })).answered;

  it('counts a reply to the millisecond at which the time is over, none before the message', async () => {
    await storeEvents(db, [
      at('limits', '2026-01-05T10:00:00.000Z', 'MESSAGE_SENT', 'recSame'),
      at('limits', '2026-01-05T10:00:00.000Z', 'INBOUND_REPLY', 'recSame'),
      at('limits', '2026-01-05T10:00:00.000Z', 'MESSAGE_SENT', 'recLast'),
      at('limits', '2026-01-06T10:00:00.000Z', 'INBOUND_REPLY', 'recLast'),
      at('limits', '2026-01-05T10:00:00.000Z', 'MESSAGE_SENT', 'recLate'),
      at('limits', '2026-01-06T10:00:00.001Z', 'INBOUND_REPLY', 'recLate'),
      at('limits', '2026-01-05T10:00:00.001Z', 'MESSAGE_SENT', 'recEarly'),
      at('limits', '2026-01-05T10:00:00.000Z', 'INBOUND_REPLY', 'recEarly'),
    ]);
    expect(await answersTo('limits')).toEqual({
      withinHours: 24,
      leads: 4,
      answeredLeads: 2,
      share: 0.5,
    });
  });

  it('looks for replies beyond the end of the dates, for messages only within them', async () => {
    await storeEvents(db, [
      at('beyond', '2026-01-31T23:59:59.999Z', 'MESSAGE_SENT', 'recBeyond1'),
      at('beyond', '2026-02-01T23:59:59.999Z', 'INBOUND_REPLY', 'recBeyond1'),
      at('beyond', '2026-02-01T00:00:00.000Z', 'MESSAGE_SENT', 'recBeyond2'),
      at('beyond', '2026-02-01T01:00:00.000Z', 'INBOUND_REPLY', 'recBeyond2'),
    ]);
    const filters = { after: '2026-01-01', before: '2026-02-01' };
    expect(await answersTo('beyond', { filters })).toMatchObject({ leads: 1, answeredLeads: 1 });
  });

  it('is the same before and after an event is linked to its lead', async () => {
    const airtable = { airtable_record_id: 'recLinked1', email: 'linked@summary.example' };
    const lead = await storeLead(db, { ...airtable, tenant_id: 'linked' });
    const sms = (time: string, columns: Parameters<typeof smsAt>[1]) =>
      smsAt(time, { tenant_id: 'linked', ...columns });
    await storeEvents(db, [
      sms('2026-01-05T10:00:00Z', { lead_id: lead }),
      sms('2026-01-05T10:30:00Z', { lead_email: 'linked@summary.example' }),
      sms('2026-01-05T11:00:00Z', { lead_airtable_id: 'recLinked1', event_type: 'INBOUND_REPLY' }),
      sms('2026-01-05T12:00:00Z', {}),
    ]);
    const before = await answersTo('linked');
    await db.query('select link_leads()');
    expect(before).toMatchObject({ leads: 1, answeredLeads: 1 });
    expect(await answersTo('linked')).toEqual(before);
  });

  it('takes an email that several leads have for one of its own', async () => {
    const twins = { email: 'twins@summary.example', tenant_id: 'twins' };
    const [lead] = [await storeLead(db, twins), await storeLead(db, twins)];
    await storeEvents(db, [
      smsAt('2026-01-05T10:00:00Z', { tenant_id: 'twins', lead_id: lead }),
      smsAt('2026-01-05T11:00:00Z', {
        tenant_id: 'twins',
        lead_email: 'twins@summary.example',
        event_type: 'INBOUND_REPLY',
      }),
    ]);
    expect(await answersTo('twins')).toMatchObject({ leads: 1, answeredLeads: 0 });
  });

  it('is that of the tenants asked for', async () => {
    const both = ['tenants-1', 'tenants-2'];
    await storeEvents(db, [
      at('tenants-1', '2026-01-05T10:00:00Z', 'MESSAGE_SENT', 'recTenants'),
      at('tenants-2', '2026-01-05T11:00:00Z', 'INBOUND_REPLY', 'recTenants'),
    ]);
    expect(await answersTo('tenants-1')).toMatchObject({ leads: 1, answeredLeads: 0 });
    const filters = { tenants: both };
    expect(await answersTo('', { filters })).toMatchObject({ leads: 1, answeredLeads: 1 });
  });

  it('takes any reply of the lead, whatever else narrows the messages', async () => {
    const [message, reply] = [
      at('narrow', '2026-01-05T10:00:00Z', 'MESSAGE_SENT', 'recNarrow'),
      at('narrow', '2026-01-05T11:00:00Z', 'INBOUND_REPLY', 'recNarrow'),
    ];
    await storeEvents(db, [{ ...message, source: 'n8n:mine', message_content: 'offer' }, reply]);
    const filters = { sources: ['n8n:mine'], query: 'offer', eventTypes: ['MESSAGE_SENT'] };
    expect(await answersTo('narrow', { filters })).toMatchObject({ leads: 1, answeredLeads: 1 });
  });
});

describe('drop-off', () => {
  it('counts who came to each step in order, and who was lost on the way', async () => {
    const steps = ['CAMPAIGN_ENROLLED', 'MESSAGE_SENT', 'BOOKING_CONFIRMED'];
    const [enrolled = '', sent = '', booked = ''] = steps;
    const day = (n: number): string => `2026-01-0${n}T10:00:00Z`;
    await storeEvents(db, [
      ...[1, 2, 3, 4].map((n) => at('steps', day(1), enrolled, `recStep${n}`)),
      ...[1, 2, 3].map((n) => at('steps', day(2), sent, `recStep${n}`)),
      at('steps', day(3), booked, 'recStep1'),
      at('steps', '2026-01-02T09:59:59.999Z', booked, 'recStep2'),
      at('steps', day(4), booked, 'recNeverEnrolled'),
    ]);
    expect((await summarize('steps', { steps })).dropOff).toEqual([
      { eventType: enrolled, leads: 4, share: 1, droppedOff: 0 },
      { eventType: sent, leads: 3, share: 0.75, droppedOff: 1 },
      { eventType: booked, leads: 1, share: 0.25, droppedOff: 2 },
    ]);
  });

  it('takes events of one millisecond in the order of the steps', async () => {
    const steps = ['MESSAGE_SENT', 'LINK_CLICKED'];
    const reversed = [...steps].reverse();
    await storeEvents(
      db,
      reversed.map((type) => at('ties', '2026-01-05T10:00:00Z', type, 'recTies')),
    );
    const { dropOff } = await summarize('ties', { steps });
    expect(dropOff?.map(({ leads }) => leads)).toEqual([1, 1]);
  });
});

describe('a type that does not exist', () => {
  it.each([
    ['Message Type Names or IDs', { answered: { ...withinADay, messageTypes: ['MESAGE_SENT'] } }],
    ['Reply Type Names or IDs', { answered: { ...withinADay, replyTypes: ['INBOUND_REPLAY'] } }],
    ['Drop-Off Steps', { steps: ['MESSAGE_SENT', 'INBOUND_REPLYS'] }],
  ])('is refused with the nearest names: %s', async (parameter, asked) => {
    const refused = await summarize('types', asked).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConfigurationError);
    expect(refused).toMatchObject({
      message: expect.stringContaining(parameter),
      hint: expect.stringMatching(/MESSAGE_SENT|INBOUND_REPLY/),
    });
  });
});
