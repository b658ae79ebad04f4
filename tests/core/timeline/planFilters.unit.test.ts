import fc from 'fast-check';
import { ConfigurationError } from '../../../nodes/core/errors';
import { DATE_RANGES, type FilterRequest } from '../../../nodes/core/timeline/filterRequest';
import { idRange } from '../../../nodes/core/timeline/idRange';
import { planFilters } from '../../../nodes/core/timeline/planFilters';
import { noFilters } from '../../support/noFilters';

const NOW = new Date('2026-03-11T10:00:00Z');
const LEAD = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';

const plan = (given: Partial<FilterRequest>, timeZone = 'UTC') =>
  planFilters({ ...noFilters('default'), ...given }, { timeZone, now: NOW });
const range = (after: string | null, before: string | null) =>
  idRange(after === null ? null : Date.parse(after), before === null ? null : Date.parse(before));

function refusal(given: Partial<FilterRequest>): ConfigurationError {
  try {
    plan(given);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return error as ConfigurationError;
  }
  throw new Error('The filters were accepted.');
}

describe('filters', () => {
  it('narrow nothing but the tenant when nothing is given', () => {
    expect(plan({})).toEqual({
      tenants: ['default'],
      eventTypes: null,
      categories: null,
      sources: null,
      lead: null,
      userId: null,
      entityId: null,
      visitorToken: null,
      sessionId: null,
      executionId: null,
      text: null,
      ...range(null, null),
    });
  });

  it('are trimmed, distinct and sorted', () => {
    const { tenants, sources, userId } = plan({
      tenants: ['b', ' a', 'b '],
      sources: ['ui:form', 'n8n:1', 'ui:form'],
      userId: ' u1 ',
    });
    expect({ tenants, sources, userId }).toEqual({
      tenants: ['a', 'b'],
      sources: ['n8n:1', 'ui:form'],
      userId: 'u1',
    });
  });

  it('are the same from the query as from the panel', () => {
    const fromPanel = plan({
      eventTypes: ['MESSAGE_SENT', 'INBOUND_REPLY'],
      categories: ['SMS'],
      sources: ['n8n:7'],
      lead: 'John Doe',
      userId: 'u',
      entityId: 'e',
      visitorToken: 'v',
      sessionId: 's',
      executionId: 'x',
      after: '2026-01-01',
      before: '2026-02-01',
    });
    const { text, ...fromQuery } = plan({
      query:
        'type:MESSAGE_SENT,INBOUND_REPLY category:SMS source:n8n:7 lead:"John Doe" user:u entity:e ' +
        'visitor:v session:s execution:x after:2026-01-01 before:2026-02-01 hello',
    });
    expect({ ...fromQuery, text: null }).toEqual(fromPanel);
    expect(text?.wanted).toBe('hello');
  });

  it.each([
    ['type:message_sent', ['MESSAGE_SENT']],
    ['type:"Message Sent"', ['MESSAGE_SENT']],
    ['type:inbound-reply,MESSAGE_SENT', ['INBOUND_REPLY', 'MESSAGE_SENT']],
    ['type:Call_Made', ['Call_Made']],
  ])('know the controlled name in %s', (query, eventTypes) => {
    expect(plan({ query }).eventTypes).toEqual(eventTypes);
  });

  it('know a registered type in the query when the panel has chosen it', () => {
    expect(
      plan({ query: 'type:call-made', eventTypes: ['CALL_MADE', 'OPT_OUT'] }).eventTypes,
    ).toEqual(['CALL_MADE']);
  });

  it('know a category in any case', () => {
    expect(plan({ query: 'category:sms,Booking' }).categories).toEqual(['BOOKING', 'SMS']);
  });

  it('of panel and query must both hold', () => {
    expect(
      plan({ query: 'type:OPT_OUT,MESSAGE_SENT', eventTypes: ['MESSAGE_SENT', 'INBOUND_REPLY'] })
        .eventTypes,
    ).toEqual(['MESSAGE_SENT']);
    expect(plan({ query: 'source:a,b,c', sources: ['c', 'b'] }).sources).toEqual(['b', 'c']);
    expect(plan({ query: 'user:7', userId: '7' }).userId).toBe('7');
    expect(plan({ query: 'lead:JOHN@example.com', lead: 'john@example.com' }).lead).toEqual({
      by: 'email',
      value: 'john@example.com',
    });
  });

  it.each<[Partial<FilterRequest>, string, string]>([
    [
      { query: 'type:OPT_OUT', eventTypes: ['MESSAGE_SENT'] },
      'Query: type',
      'Filters: Event Type Names or IDs',
    ],
    [
      { query: 'category:SMS', categories: ['BOOKING'] },
      'Query: category',
      'Filters: Category Names or IDs',
    ],
    [{ query: 'source:a', sources: ['A'] }, 'Query: source', 'Filters: Sources'],
    [{ query: 'user:1', userId: '2' }, 'Query: user', 'Filters: User ID'],
    [{ query: 'lead:john', lead: 'jane' }, 'Query: lead', 'Filters: Lead'],
    [{ query: 'lead:john', lead: LEAD }, 'Query: lead', 'Filters: Lead'],
    [{ query: 'after:2026-02-01', before: '2026-01-01' }, 'Query: after', 'Filters: Before'],
    [{ after: '2026-02-01', before: '2026-02-01' }, 'Filters: After', 'Filters: Before'],
    [{ dateRange: 'today', before: '2026-01-01' }, 'Filters: Date Range', 'Filters: Before'],
    [{ query: 'range:lastMonth', dateRange: 'today' }, 'Query: range', 'Filters: Date Range'],
  ])('that contradict each other are refused by both names: %j', (given, one, other) => {
    const { message } = refusal(given);
    expect(message).toContain(one);
    expect(message).toContain(other);
  });

  it('never let the query see a tenant that the panel does not hold', () => {
    expect(plan({ tenants: ['a', 'b', 'c'], query: 'tenant:c,b' }).tenants).toEqual(['b', 'c']);
    expect(refusal({ tenants: ['a'], query: 'tenant:b' }).message).toContain('Filters: Tenants');
    expect(refusal({ tenants: ['a'], query: 'tenant:a,b' }).message).toContain('Query');
    expect(refusal({ tenants: [] }).message).toBe('The parameter Filters: Tenants is empty.');
    expect(refusal({ tenants: [], query: 'tenant:a' }).message).toContain('Filters: Tenants');
  });

  it.each([
    [LEAD.toUpperCase(), { by: 'id', value: LEAD }],
    ['recA1b2C3d4E5f6G7', { by: 'airtableId', value: 'recA1b2C3d4E5f6G7' }],
    ['John@Example.com ', { by: 'email', value: 'john@example.com' }],
  ])('take %s for a reference to one lead', (lead, reference) => {
    expect(plan({ lead }).lead).toEqual(reference);
  });

  it.each([
    'john',
    '@example.com',
    'john@',
    'recker',
    'Record',
    'rec',
    'a b@example.com',
    '3f2504e0',
  ])('take %s for a part of a name or email', (lead) => {
    expect(plan({ lead }).lead).toEqual({ by: 'name', value: lead });
  });

  it('take of all dates the narrowest', () => {
    const given = {
      after: '2026-01-01',
      before: '2026-03-11T12:00:00Z',
      dateRange: 'thisMonth' as const,
      query: 'after:2026-03-05 before:2027-01-01 range:"last 7 days"',
    };
    expect(plan(given)).toMatchObject(range('2026-03-05', '2026-03-11T12:00:00Z'));
    expect(plan({ query: 'on:2026-03-08' }, 'America/New_York')).toMatchObject(
      range('2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'),
    );
    expect(plan({ dateRange: 'thisWeek' }, 'Europe/Berlin')).toMatchObject(
      range('2026-03-08T23:00:00Z', '2026-03-15T23:00:00Z'),
    );
  });

  it.each(DATE_RANGES)('know the range %s however it is written', (name) => {
    const apart = name.replace(/([A-Z]|\d+)/g, ' $1').toLowerCase();
    const expected = plan({ dateRange: name });
    for (const query of [
      `range:${name}`,
      `range:"${apart}"`,
      `range:${apart.replaceAll(' ', '-')}`,
    ]) {
      expect(plan({ query })).toEqual(expected);
    }
  });

  it.each<[Partial<FilterRequest>, string]>([
    [
      { query: 'after:soon' },
      'The parameter Query: after is not a date; it is text of 4 characters.',
    ],
    [
      { query: 'on:2026-02-30' },
      'The parameter Query: on is not a date; it is text of 10 characters.',
    ],
    [
      { query: 'on:2026-02-03T10:00' },
      'The parameter Query: on is not a day; it is text of 16 characters.',
    ],
    [
      { query: 'range:sometime' },
      'The parameter Query: range is not a range that has a name; it is text of 8 characters.',
    ],
    [{ query: 'lead:" "' }, 'The parameter Query has lead: without a value.'],
    [{ after: 'soon' }, 'The parameter Filters: After is not a date; it is text of 4 characters.'],
    [{ userId: 'a\0' }, 'The parameter Filters: User ID holds a value that is never stored'],
    [{ lead: 'a'.repeat(321) }, 'The parameter Filters: Lead holds a value that is never stored'],
    [{ userId: 'a'.repeat(1001) }, 'it is text of 1001 characters.'],
    [{ sources: [' '] }, 'The parameter Filters: Sources is empty.'],
    [{ dateRange: 'someday' as 'today' }, 'The parameter Filters: Date Range is not a range'],
  ])('are refused by their name: %j', (given, message) => {
    expect(refusal(given).message).toContain(message);
  });

  it('come from every query, or a refusal that names Query', () => {
    fc.assert(
      fc.property(anyQuery, fc.constantFrom('', 'john'), (query, lead) => {
        try {
          const { tenants } = plan({ query, lead });
          expect(tenants).toEqual(['default']);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigurationError);
          expect((error as Error).message).toContain('Query');
        }
      }),
      { numRuns: 1000 },
    );
  });
});

const KEYS = [
  'type',
  'category',
  'source',
  'lead',
  'user',
  'tenant',
  'after',
  'before',
  'on',
  'range',
];
const anyValue = fc.oneof(
  fc.constantFrom(
    '2026-01-01',
    '2026-03-11T10:00',
    'today',
    'default',
    LEAD,
    'a@b.de',
    'recA1b2',
    '__proto__',
  ),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const anyPart = fc.oneof(
  fc.tuple(fc.constantFrom(...KEYS), anyValue).map(([key, value]) => `${key}:${value}`),
  fc.tuple(fc.constantFrom(...KEYS), anyValue).map(([key, value]) => `${key}:"${value}"`),
  anyValue,
);
const anyQuery = fc.array(anyPart, { maxLength: 5 }).map((parts) => parts.join(' '));
