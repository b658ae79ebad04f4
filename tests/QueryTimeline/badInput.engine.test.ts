import type { INodeParameters } from 'n8n-workflow';
import { endPools } from '../../nodes/n8n/poolRegistry';
import { runQuery } from '../support/queryNode';
import { smsAt, storeEvents } from '../support/storeEvents';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

/** In no message: what a parameter holds may be about a person. */
const SECRET = 'Rumpelstiltskin';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  await storeEvents(db, [
    smsAt('2026-01-03T10:00:00Z', { entity_id: 'post-1', message_content: 'say "hello' }),
    smsAt('2026-01-04T10:00:00Z', { entity_id: 'post-1' }),
  ]);
});
afterAll(async () => {
  await endPools();
  await db.drop();
});

const timeline = (parameters: INodeParameters): INodeParameters => ({
  operation: 'getTimeline',
  ...{ subject: 'entity', subjectValue: 'post-1' },
  ...parameters,
});
const search = (parameters: INodeParameters): INodeParameters => ({
  operation: 'search',
  ...parameters,
});
const eventOf = (parameters: INodeParameters): INodeParameters => ({
  operation: 'get',
  eventId: '019a5d2e-7c00-8b3a-9d53-0a4a3c2f7a10',
  ...parameters,
});

async function refusal(parameters: INodeParameters) {
  const error = (await runQuery(db, parameters)).error('Query');
  const message = error?.message ?? '';
  const description = error?.description ?? '';
  expect(message).toMatch(/\S/);
  expect(description).toMatch(/\S/);
  expect(`${message} ${description}`).not.toContain(SECRET);
  expect(`${message} ${description}`).not.toMatch(/syntax error|\bNaN\b|pg_|its column/);
  expect(error?.context).toMatchObject({ itemIndex: 0 });
  return { message, description };
}

async function cursorOf(parameters: INodeParameters): Promise<string> {
  const finished = await runQuery(db, { ...parameters, limit: 1 });
  return finished.items('Query').at(-1)?.json['nextCursor'] as string;
}

const both: [string, typeof timeline][] = [
  ['Get Timeline', timeline],
  ['Search', search],
];

describe.each(both)('%s refuses, naming the parameter and the cure,', (_, of) => {
  it('the cursor of other filters', async () => {
    const cursor = await cursorOf(of({}));
    const { message, description } = await refusal(of({ cursor, filters: { sources: 'ui:x' } }));
    expect(message).toContain('Cursor belongs to');
    expect(description).toContain('leave Cursor empty');
  });

  it.each([['one that is broken'], [SECRET], ['AAAA'], ['\u0000']])(
    'a cursor that is none: %j',
    async (cursor) => {
      const { message, description } = await refusal(of({ cursor }));
      expect(message).toContain('The parameter Cursor ');
      expect(description).toContain('leave Cursor empty');
    },
  );

  it('a cursor that was shortened', async () => {
    const cursor = (await cursorOf(of({}))).slice(0, -1);
    const { message, description } = await refusal(of({ cursor }));
    expect(message).toContain('The parameter Cursor ');
    expect(description).toContain('leave Cursor empty');
  });

  it.each([['After'], ['Before']])('a date that is none in %s', async (label) => {
    const filters = { [label.toLowerCase()]: SECRET };
    const { message, description } = await refusal(of({ filters }));
    expect(message).toContain(`The parameter Filters: ${label} `);
    expect(description).toContain('2025-11-07');
  });

  it('a date that is none in Start At, and one beside a cursor', async () => {
    expect((await refusal(of({ startAt: '2026-02-30' }))).message).toContain(
      'The parameter Start At ',
    );
    const together = of({ startAt: '2026-01-04', cursor: await cursorOf(of({})) });
    expect((await refusal(together)).message).toContain('Cursor and Start At are both set');
  });

  it('dates in the wrong order', async () => {
    const { message } = await refusal(
      of({ filters: { after: '2026-02-01', before: '2026-01-01' } }),
    );
    expect(message).toContain('Filters: After is not earlier');
  });

  it('an unknown type and an unknown category, with the nearest names', async () => {
    const type = await refusal(of({ filters: { eventTypes: ['MESAGE_SENT'] } }));
    expect(type.message).toContain('Event Type Names or IDs');
    expect(type.description).toContain('MESSAGE_SENT');
    const category = await refusal(of({ filters: { categories: 'SMSS' } }));
    expect(category.description).toContain('SMS');
  });

  it('a range of dates that the list does not have', async () => {
    const { message } = await refusal(of({ filters: { dateRange: `={{ "${SECRET}" }}` } }));
    expect(message).toContain('The parameter Filters: Date Range must be one of today, ');
  });

  it.each([[0], [-1], [1001], [1.5], ['={{ "many" }}'], ['={{ NaN }}']])(
    'a limit out of range: %j',
    async (limit) => {
      expect((await refusal(of({ limit }))).message).toContain('The parameter Limit must be a ');
    },
  );

  it.each([[0], [-5], [1.5], ['={{ "soon" }}'], [10_000_000_000]])(
    'a time limit out of range: %j',
    async (statementTimeout) => {
      const { message } = await refusal(of({ options: { statementTimeout } }));
      expect(message).toContain('The parameter Options: Statement Timeout must be a ');
    },
  );

  it('a value that is never stored', async () => {
    const { message } = await refusal(of({ filters: { sources: `${SECRET}\0` } }));
    expect(message).toContain('The parameter Filters: Sources holds a value that is never stored');
  });

  it('a text too short to say anything', async () => {
    const { message } = await refusal(of({ output: 'text', options: { maxCharacters: 10 } }));
    expect(message).toContain(
      'The parameter Options: Max Characters must be a whole number of at least 600',
    );
  });
});

describe('Get Timeline', () => {
  it.each([
    ['entity', 'Entity ID'],
    ['session', 'Session ID'],
    ['visitor', 'Visitor Token'],
  ])('refuses an empty %s that an expression gave', async (subject, label) => {
    const parameters = timeline({ subject, subjectValue: '={{ $json.none }}' });
    expect((await refusal(parameters)).message).toContain(`The parameter ${label} is empty`);
  });

  it('refuses a lead of the list that is no UUID', async () => {
    const lead = { __rl: true, mode: 'id', value: SECRET };
    const { message } = await refusal({ subject: 'lead', leadBy: 'list', lead });
    expect(message).toContain('Lead is text of 15 characters');
  });
});

describe('Search', () => {
  const found = async (query: string) => {
    const finished = await runQuery(db, search({ query }));
    expect(finished.error('Query')).toBeUndefined();
    return finished.items('Query').length;
  };

  it.each([['"hello'], ['hello"'], ['say "hello'], ['hello " '], ['"hello\' -none']])(
    'takes unbalanced quotes for text: %j',
    async (query) => {
      expect(await found(query)).toBe(1);
    },
  );

  it.each([["'"], [':*'], ['& | !'], ['(('], ['\\'], ['%'], ['-']])(
    'finds nothing by %j, in which there is no word',
    async (query) => {
      expect(await found(query)).toBe(0);
    },
  );

  it.each([
    ['hello:*A & (none', 0],
    ['hello:* -none', 1],
    ['--x', 0],
  ])('takes the words out of %j', async (query, count) => {
    expect(await found(query)).toBe(count);
  });

  it.each([
    ['Lead', 'lead'],
    ['User ID', 'userId'],
    ['Entity ID', 'entityId'],
    ['Visitor Token', 'visitorToken'],
    ['Session ID', 'sessionId'],
    ['Execution ID', 'executionId'],
  ])('refuses %s that was added and is empty, rather than find everything', async (label, name) => {
    for (const empty of ['', ' ', '={{ $json.none }}', '={{ null }}', '={{ " " }}']) {
      const { message, description } = await refusal(search({ filters: { [name]: empty } }));
      expect(message).toBe(`The parameter Filters: ${label} was added and is empty.`);
      expect(description).toContain('check that it gives a value for this item');
    }
  });

  it.each([[[]], [''], ['={{ [] }}'], ['={{ $json.none }}']])(
    'narrows nothing by a list that is empty: %j',
    async (empty) => {
      const filters = { eventTypes: empty, categories: empty, sources: empty };
      const finished = await runQuery(db, search({ filters }));
      expect(finished.error('Query')).toBeUndefined();
      expect(finished.items('Query')).toHaveLength(2);
    },
  );

  it('refuses a tenant in the query that the panel does not hold', async () => {
    const { message } = await refusal(search({ query: 'tenant:clinic-7 hello' }));
    expect(message).toContain('names a tenant that Filters: Tenants does not hold');
  });

  it.each([['hello'], ['={{ ["hello"] }}'], ['={{ [7] }}'], ['={{ 7 }}']])(
    'takes tenants in whatever form an expression gives them: %j',
    async (tenants) => {
      const finished = await runQuery(db, search({ filters: { tenants } }));
      expect(finished.error('Query')).toBeUndefined();
      expect(finished.items('Query')).toHaveLength(0);
    },
  );
});

describe('Get', () => {
  it.each([[SECRET], ['019a5d2e-7c00-8b3a-9d53'], ["'; select 1"], ['={{ $json.none }}']])(
    'refuses an event ID that is none: %j',
    async (eventId) => {
      expect((await refusal(eventOf({ eventId }))).message).toContain('The parameter Event ID ');
    },
  );

  it.each([[0], [-5], [1.5], [10_000_000_000]])(
    'refuses a time limit out of range: %j',
    async (statementTimeout) => {
      const { message } = await refusal(eventOf({ options: { statementTimeout } }));
      expect(message).toContain('The parameter Options: Statement Timeout must be a ');
    },
  );
});

describe('Query Timeline', () => {
  const emptyTenants: [string, INodeParameters, string][] = [
    ['Search', search({}), 'tenants'],
    ['Summarize', { operation: 'summarize' }, 'tenants'],
    ['Export', { operation: 'export' }, 'tenants'],
    ['Get Timeline', timeline({}), 'tenant'],
  ];

  it.each(emptyTenants)(
    'refuses a tenant that an expression does not give in %s',
    async (_, parameters, name) => {
      const label = name === 'tenant' ? 'Filters: Tenant' : 'Filters: Tenants';
      for (const empty of ['={{ $json.none }}', '={{ null }}', '={{ "" }}', '']) {
        const { message, description } = await refusal({
          ...parameters,
          filters: { [name]: empty },
        });
        expect(message).toContain(`The parameter ${label} is empty`);
        expect(description).toContain('check that it gives a value for this item');
      }
    },
  );

  it('refuses a tenant that an expression does not give in Get', async () => {
    for (const tenant of ['={{ $json.none }}', '={{ null }}', '']) {
      const { message } = await refusal(eventOf({ tenant }));
      expect(message).toContain('The parameter Tenant is empty');
    }
  });

  it.each<[string, INodeParameters, string]>([
    ['Limit', search({ limit: '={{ true }}' }), 'a number; it is a boolean'],
    ['Limit', search({ limit: '={{ [5] }}' }), 'a number; it is a list of 1 value'],
    ['Limit', search({ limit: '={{ null }}' }), 'a number; it is null'],
    [
      'Options: Statement Timeout',
      search({ options: { statementTimeout: `={{ "${SECRET}" }}` } }),
      'a number; it is text of 15 characters',
    ],
    [
      'Within Hours',
      {
        ...{ operation: 'summarize', answeredWithin: true, withinHours: '={{ [24] }}' },
        ...{ messageTypes: ['MESSAGE_SENT'], replyTypes: ['INBOUND_REPLY'] },
      },
      'a number; it is a list of 1 value',
    ],
    ['Cursor', search({ cursor: '={{ {} }}' }), 'a text or a number; it is an object'],
    [
      'Filters: Tenants',
      search({ filters: { tenants: `={{ [{ name: "${SECRET}" }] }}` } }),
      'names separated by commas, or a list of texts or numbers; it is a list of 1 value',
    ],
    [
      'Filters: After',
      search({ filters: { after: '={{ new Date("none") }}' } }),
      'a date as ISO 8601 text or as an expression like $now gives it; it is a date that does not exist',
    ],
    [
      'Filters: Date Range',
      search({ filters: { dateRange: `={{ "${SECRET}" }}` } }),
      'one of today, yesterday, last24Hours, last7Days, last30Days, last90Days, thisWeek, lastWeek, thisMonth, lastMonth, thisYear, or empty; it is text of 15 characters',
    ],
    [
      'Direction',
      search({ direction: `={{ "${SECRET}" }}` }),
      'one of ascending, descending; it is text of 15 characters',
    ],
    [
      'Return All',
      search({ returnAll: '={{ "yes" }}' }),
      'true or false; it is text of 3 characters',
    ],
  ])('says what %s takes, and the shape of what it holds', async (label, parameters, said) => {
    const { message, description } = await refusal(parameters);
    expect(message).toBe(`The parameter ${label} must be ${said}.`);
    expect(description).toContain(`Enter ${label} plainly`);
  });

  it('takes a number that is a text', async () => {
    const finished = await runQuery(db, search({ limit: '={{ "1" }}' }));
    expect(finished.items('Query')).toHaveLength(1);
  });

  it('refuses an operation that it does not have, with those that it has', async () => {
    const { message, description } = await refusal({ operation: 'drop' });
    expect(message).toBe(
      'The parameter Operation must be one of export, get, getTimeline, search, summarize; it is text of 4 characters.',
    );
    expect(description).toContain('Operation');
  });
});
