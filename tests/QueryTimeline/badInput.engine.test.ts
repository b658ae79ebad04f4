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
  const { message = '', description = '' } = error ?? {};
  expect(message).not.toBe('');
  expect(`${message} ${description ?? ''}`).not.toContain(SECRET);
  expect(`${message} ${description ?? ''}`).not.toMatch(
    /syntax error|undefined|\bNaN\b|pg_|its column/,
  );
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
      expect((await refusal(of({ cursor }))).message).toContain('Cursor');
    },
  );

  it('a cursor that was shortened', async () => {
    const cursor = (await cursorOf(of({}))).slice(0, -1);
    expect((await refusal(of({ cursor }))).message).toContain('Cursor');
  });

  it.each([['After'], ['Before']])('a date that is none in %s', async (label) => {
    const filters = { [label.toLowerCase()]: SECRET };
    const { message, description } = await refusal(of({ filters }));
    expect(message).toContain(`Filters: ${label}`);
    expect(description).toContain('2025-11-07');
  });

  it('a date that is none in Start At, and one beside a cursor', async () => {
    expect((await refusal(of({ startAt: '2026-02-30' }))).message).toContain('Start At');
    const together = of({ startAt: '2026-01-04', cursor: await cursorOf(of({})) });
    expect((await refusal(together)).message).toMatch(/Start At|Cursor/);
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
    expect(message).toContain('Filters: Date Range');
  });

  it.each([[0], [-1], [1001], [1.5], ['={{ "many" }}'], ['={{ NaN }}']])(
    'a limit out of range: %j',
    async (limit) => {
      expect((await refusal(of({ limit }))).message).toContain('Limit');
    },
  );

  it.each([[0], [-5], [1.5], ['={{ "soon" }}'], [10_000_000_000]])(
    'a time limit out of range: %j',
    async (statementTimeout) => {
      const { message } = await refusal(of({ options: { statementTimeout } }));
      expect(message).toContain('Options: Statement Timeout');
    },
  );

  it('a value that is never stored', async () => {
    const { message } = await refusal(of({ filters: { sources: `${SECRET}\0` } }));
    expect(message).toContain('Filters: Sources');
  });

  it('a text too short to say anything', async () => {
    const { message } = await refusal(of({ output: 'text', options: { maxCharacters: 10 } }));
    expect(message).toContain('Options: Max Characters');
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
    expect(message).toContain('Lead');
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

  it.each([["'"], [':*'], ['& | !'], ['(('], ['\\'], ['hello:*A & (none'], ['%'], ['-'], ['--x']])(
    'never lets %j become an error of PostgreSQL',
    async (query) => {
      expect(await found(query)).toBeGreaterThanOrEqual(0);
    },
  );

  it('refuses a tenant in the query that the panel does not hold', async () => {
    const { message } = await refusal(search({ query: 'tenant:clinic-7 hello' }));
    expect(message).toContain('Query');
  });

  it('refuses no tenant at all', async () => {
    const { message } = await refusal(search({ filters: { tenants: '={{ "" }}' } }));
    expect(message).toContain('Filters: Tenants');
  });
});

describe('Get', () => {
  it.each([[SECRET], ['019a5d2e-7c00-8b3a-9d53'], ["'; select 1"], ['={{ $json.none }}']])(
    'refuses an event ID that is none: %j',
    async (eventId) => {
      expect((await refusal(eventOf({ eventId }))).message).toContain('Event ID');
    },
  );

  it.each([[0], [-5], [1.5], [10_000_000_000]])(
    'refuses a time limit out of range: %j',
    async (statementTimeout) => {
      const { message } = await refusal(eventOf({ options: { statementTimeout } }));
      expect(message).toContain('Options: Statement Timeout');
    },
  );
});

describe('Query Timeline', () => {
  it('refuses an operation that it does not have, with those that it has', async () => {
    const { message, description } = await refusal({ operation: 'drop' });
    expect(message).toBe('The operation is not known.');
    expect(description).toContain('search');
  });
});
