import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { endPools } from '../../nodes/n8n/poolRegistry';
import { type QueryOptions, runQuery } from '../support/queryNode';
import { smsAt, storeEvents, storeLead } from '../support/storeEvents';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let db: TestDatabase;
/** Oldest first: Jane, John, John. */
let ids: string[];
let elsewhere: string;

beforeAll(async () => {
  db = await createTestDatabase();
  const names = (first_name: string) => ({ first_name, last_name: 'Doe' });
  const john = await storeLead(db, { ...names('John'), email: 'john@search.example' });
  const jane = await storeLead(db, { ...names('Jane'), email: 'jane@search.example' });
  const events = [
    smsAt('2026-01-03T10:00:00Z', { lead_id: jane, message_content: 'A free consultation' }),
    smsAt('2026-01-04T10:00:00Z', { lead_id: john, event_type: 'INBOUND_REPLY', user_id: 'u-1' }),
    smsAt('2026-01-05T10:00:00Z', { lead_id: john, message_content: 'Your consultation' }),
  ];
  const foreign = smsAt('2026-01-06T10:00:00Z', { tenant_id: 'clinic-7', entity_id: 'post-1' });
  await storeEvents(db, [...events, foreign]);
  ids = events.map(({ id }) => id);
  elsewhere = foreign.id;
});
afterAll(async () => {
  await endPools();
  await db.drop();
});

const search = (parameters: INodeParameters, options?: QueryOptions) =>
  runQuery(db, { operation: 'search', ...parameters }, options);

async function found(parameters: INodeParameters, options?: QueryOptions): Promise<IDataObject[]> {
  const finished = await search(parameters, options);
  expect(finished.error('Query')).toBeUndefined();
  return finished.items('Query').map(({ json }) => json);
}

const places = (jsons: readonly IDataObject[]) => jsons.map(({ id }) => ids.indexOf(id as string));

describe('Search', () => {
  it('finds everything of the tenant when nothing narrows it, newest first', async () => {
    expect(places(await found({}))).toEqual([2, 1, 0]);
  });

  it.each<[string, INodeParameters, number[]]>([
    ['a word', { query: 'consultation' }, [2, 0]],
    ['a phrase of the query language', { query: '"free consultation"' }, [0]],
    ['a word that is left out', { query: 'consultation -free' }, [2]],
    ['a type in the query', { query: 'type:INBOUND_REPLY' }, [1]],
    ['a type in the panel', { filters: { eventTypes: ['INBOUND_REPLY'] } }, [1]],
    ['a lead by name', { filters: { lead: 'jane' } }, [0]],
    ['a lead by email', { filters: { lead: 'john@search.example' } }, [2, 1]],
    ['a user', { filters: { userId: 'u-1' } }, [1]],
    ['a time', { filters: { after: '2026-01-04', before: '2026-01-05' } }, [1]],
    ['a source', { filters: { sources: 'ui:none, n8n:7' } }, [2, 1, 0]],
    ['another source', { filters: { sources: 'ui:none' } }, []],
    ['a preset of dates, long after', { filters: { dateRange: 'today' } }, []],
  ])('finds by %s', async (_, parameters, expected) => {
    expect(places(await found(parameters))).toEqual(expected);
  });

  it('reads several tenants, and no other than those that are given', async () => {
    const both = await found({ filters: { tenants: 'default, clinic-7' } });
    expect(both.map(({ id }) => id)).toEqual([elsewhere, ...[...ids].reverse()]);
    const one = await found({ filters: { tenants: ['clinic-7'] } });
    expect(one.map(({ id }) => id)).toEqual([elsewhere]);
  });

  it.each<[string, INodeParameters, number[]]>([
    ['time, oldest first', { sortBy: 'time', direction: 'ascending' }, [0, 1, 2]],
    ['lead, A to Z unless told otherwise', { sortBy: 'lead' }, [0, 2, 1]],
    ['lead, Z to A', { sortBy: 'lead', direction: 'descending' }, [2, 1, 0]],
    ['type, A to Z unless told otherwise', { sortBy: 'type' }, [1, 2, 0]],
  ])('sorts by %s', async (_, parameters, expected) => {
    expect(places(await found(parameters))).toEqual(expected);
  });

  it('hands cursors on with the first and the last item, and goes on and back by them', async () => {
    const first = await found({ limit: 1 });
    expect(first[0]).not.toHaveProperty('previousCursor');
    const second = await found({ limit: 1, cursor: first[0]?.['nextCursor'] as string });
    expect(places(second)).toEqual([1]);
    const back = await found({ limit: 1, cursor: second[0]?.['previousCursor'] as string });
    expect(places(back)).toEqual([2]);
    const rest = await found({ limit: 2, cursor: first[0]?.['nextCursor'] as string });
    expect(rest.map((json) => ['previousCursor' in json, 'nextCursor' in json])).toEqual([
      [true, false],
      [false, false],
    ]);
  });

  it('jumps to a date in the zone of the workflow', async () => {
    const settings = { timezone: 'America/New_York' };
    const startAt = '2026-01-04T06:00:00';
    expect(places(await found({ startAt }, { settings }))).toEqual([1, 0]);
    const upwards = { direction: 'ascending', startAt: '2026-01-04T04:00:00' };
    expect(places(await found(upwards, { settings }))).toEqual([1, 2]);
  });

  it.each([
    ['none', undefined],
    ['capped', { count: 2, precision: 'exact' }],
    ['exact', { count: 2, precision: 'exact' }],
    ['estimated', { count: 2, precision: 'exact' }],
  ])('counts as asked in the one item: %s', async (total, expected) => {
    const parameters = { query: 'consultation', limit: 1, output: 'timeline', total };
    const [json, ...others] = await found(parameters);
    expect(others).toEqual([]);
    expect(json).toMatchObject({ count: 1, nextCursor: expect.any(String), previousCursor: null });
    expect(json?.['total']).toEqual(expected);
  });

  it('gives a text with the total, and no more of it than asked for', async () => {
    const parameters = { output: 'text', query: 'consultation', total: 'exact' };
    const [json] = await found(parameters);
    expect(json).toEqual({
      text: expect.stringContaining('Your consultation'),
      nextCursor: null,
      previousCursor: null,
    });
    expect(json?.['text']).toMatch(/\b2\b/);
    const [short] = await found({ ...parameters, options: { maxCharacters: 600 } });
    expect((short?.['text'] as string).length).toBeLessThanOrEqual(600);
  });

  it('returns all, more than one page of them, in their order', async () => {
    const start = Date.UTC(2026, 2, 1);
    const many = Array.from({ length: 1100 }, (_, i) =>
      smsAt(new Date(start + i).toISOString(), { tenant_id: 'many' }),
    );
    await storeEvents(db, many);
    const jsons = await found({ returnAll: true, filters: { tenants: 'many' } });
    expect(jsons.map(({ id }) => id)).toEqual(many.map(({ id }) => id).reverse());
  });

  it('pairs each event with the item that asked for it', async () => {
    const finished = await search(
      { query: '={{ $json.query }}' },
      {
        input: [{ json: { query: 'free' } }, { json: { query: 'none' } }, { json: { query: '' } }],
      },
    );
    const pairs = finished.items('Query').map(({ pairedItem }) => pairedItem);
    expect(pairs).toEqual([0, 2, 2, 2].map((item) => ({ item })));
  });

  it('says in a hint that a lead is not known, and in the one item too', async () => {
    const parameters = { filters: { lead: 'nobody@search.example' } };
    const finished = await search(parameters);
    expect(finished.items('Query')).toEqual([]);
    const [hint] = finished.hints('Query');
    expect(hint?.message).toContain('No lead');
    const [json] = await found({ ...parameters, output: 'timeline' });
    expect(json).toMatchObject({ timeline: [], count: 0, notices: [hint?.message] });
  });
});

describe('Get', () => {
  const get = (parameters: INodeParameters, options?: QueryOptions) =>
    runQuery(db, { operation: 'get', ...parameters }, options);

  it('gives the event, with all that is stored when it is not simplified', async () => {
    const simple = await get({ eventId: ids[1] });
    expect(simple.items('Query')).toMatchObject([
      { json: { id: ids[1], eventType: 'INBOUND_REPLY' }, pairedItem: { item: 0 } },
    ]);
    expect(simple.items('Query')[0]?.json).not.toHaveProperty('userId');
    const whole = await get({ eventId: ids[1], simplify: false });
    expect(whole.items('Query')[0]?.json).toMatchObject({ userId: 'u-1' });
  });

  it('gives no item and a hint for an event of another tenant, or of none', async () => {
    const finished = await get({ eventId: elsewhere });
    expect(finished.items('Query')).toEqual([]);
    expect(finished.hints('Query')[0]?.message).toContain('No event');
    const there = await get({ eventId: elsewhere, tenant: 'clinic-7' });
    expect(there.items('Query')).toHaveLength(1);
  });

  it('gives a text', async () => {
    const finished = await get({ eventId: ids[0], output: 'text' });
    expect(finished.items('Query')[0]?.json['text']).toContain('A free consultation');
  });
});
