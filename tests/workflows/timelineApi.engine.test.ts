import { freePort } from '../../stand/freePort';
import { type Answer, LEAD, TemplateStage } from './templateStage';

/** What Query Timeline calls its parameters; a caller of the API never sees its panel. */
const PANEL_WORDS = /Filters|Names or IDs|parameter|\bCursor|After|Before|the list/;

let stage: TemplateStage;
beforeAll(async () => {
  stage = await TemplateStage.open();
});
afterAll(() => stage.close());

describe('timeline-api.json', () => {
  beforeAll(async () => {
    for (const day of ['01', '02', '03']) {
      await stage.post({
        eventType: 'STATUS_CHANGED',
        leadEmail: 'sarah@example.com',
        metadata: { old_status: 'New', new_status: 'Booked' },
        description: `Day ${day}`,
        timestamp: `2025-10-${day}T00:00:00Z`,
      });
    }
  });

  const descriptions = ({ body }: Answer) => body.timeline?.map((event) => event['description']);

  it('answers with the events of a lead, newest first', async () => {
    const answer = await stage.get('sarah@example.com');
    expect(answer.status).toBe(200);
    expect(answer.body['nextCursor']).toBeNull();
    expect(descriptions(answer)).toEqual(['Day 03', 'Day 02', 'Day 01']);
  });

  it('goes on where the page before ended, and back', async () => {
    const first = await stage.get('sarah@example.com', { limit: '2' });
    const cursor = first.body['nextCursor'] as string;
    const second = await stage.get('sarah@example.com', { limit: '2', cursor });
    expect(descriptions(first)).toEqual(['Day 03', 'Day 02']);
    expect(descriptions(second)).toEqual(['Day 01']);
    const back = { limit: '2', cursor: second.body['previousCursor'] as string };
    expect(descriptions(await stage.get('sarah@example.com', back))).toEqual(['Day 03', 'Day 02']);
  });

  it('filters by type, category and time', async () => {
    const from = '2025-10-02T00:00:00Z';
    const to = '2025-10-03T00:00:00Z';
    const within = await stage.get('sarah@example.com', { type: 'STATUS_CHANGED', from, to });
    const other = await stage.get('sarah@example.com', { category: 'SMS,BOOKING' });
    expect(descriptions(within)).toEqual(['Day 02']);
    expect(descriptions(other)).toEqual([]);
  });

  it.each([
    ['limit', 'is no number', { limit: 'many' }],
    ['limit', 'is more than a page may hold', { limit: '501' }],
    ['from', 'is no date', { from: 'yesterday' }],
    ['from', 'is a date that only n8n reads', { from: '2025-W40' }],
    ['from', 'is not before to', { from: '2025-10-03T00:00:00Z', to: '2025-10-02T00:00:00Z' }],
    ['to', 'is a date that only n8n reads', { to: '2025-W40' }],
    ['type', 'is not known', { type: 'STATUS_CHANGED,STATUS_CHANGD' }],
    ['type', 'is longer than any name', { type: 'x'.repeat(1001) }],
    ['category', 'is not known', { category: 'Limit' }],
    ['category', 'is longer than any name', { category: 'x'.repeat(1001) }],
    ['cursor', 'is broken', { cursor: 'no cursor of ours' }],
    ['cursor', 'comes twice', { cursor: ['one', 'two'] }],
  ])('answers 400 and names %s, which %s, in words of the query', async (field, _, query) => {
    const { status, body } = await stage.get(LEAD, query);
    expect({ status, field: body['field'] }).toEqual({ status: 400, field });
    expect(body['error']).toEqual(expect.stringContaining(field));
    expect(body['error']).not.toMatch(PANEL_WORDS);
  });

  it.each([['John'], ['recA-B'], ['john@'], [' ']])(
    'answers 400 and names id for %j, which is no form of a lead',
    async (id) => {
      const { status, body } = await stage.get(id);
      expect({ status, body }).toEqual({
        status: 400,
        body: { field: 'id', error: expect.stringMatching(/^id must be the UUID/) as string },
      });
    },
  );

  it('answers 400 and names id when an address belongs to a crowd of leads', async () => {
    await stage.database.query(
      `insert into leads (id, email)
       select gen_random_uuid(), 'crowd@example.com' from generate_series(1, 11)`,
    );
    const { status, body } = await stage.get('crowd@example.com');
    expect({ status, field: body['field'] }).toEqual({ status: 400, field: 'id' });
  });

  it('offers the nearest names for one that is not known', async () => {
    const { body } = await stage.get(LEAD, { type: 'STATUS_CHANGD' });
    expect(body['error']).toMatch(
      /^The event type STATUS_CHANGD is not known\. Did you mean .*STATUS_CHANGED.*\?$/,
    );
  });

  it('answers 400 to a cursor of other filters', async () => {
    const first = await stage.get('sarah@example.com', { limit: '2' });
    const answer = await stage.get('sarah@example.com', {
      cursor: first.body['nextCursor'] as string,
      category: 'SMS',
    });
    expect(answer).toMatchObject({ status: 400, body: { field: 'cursor' } });
  });

  it('answers 400 to a limit that Configuration allows but no page can hold', async () => {
    const answer = await stage.get(LEAD, { limit: '1001' }, { configured: { maximumLimit: 5000 } });
    expect(answer).toMatchObject({ status: 400, body: { field: 'limit' } });
  });

  it.each([['6f1b6f52-3f0e-4b0a-9d53-0a4a3c2f7a11'], ['recNobodyKnows'], ['nobody@example.com']])(
    'answers 200 with an empty timeline for %s, whom nobody knows',
    async (id) => {
      const answer = await stage.get(id);
      expect(answer).toEqual({
        status: 200,
        body: { timeline: [], nextCursor: null, previousCursor: null },
      });
    },
  );

  it('answers 500 with the reason while the database is away', async () => {
    const { status, body } = await stage.get(LEAD, {}, { port: await freePort() });
    expect(status).toBe(500);
    expect(body).toEqual({ error: expect.stringContaining('PostgreSQL') as string });
  });

  it('answers 500 with the reason when the database is not set up', async () => {
    const circumstances = { configured: { schema: 'elsewhere' } };
    const { status, body } = await stage.get(LEAD, {}, circumstances);
    expect(status).toBe(500);
    expect(body).toEqual({ error: expect.stringContaining('Set Up Database') as string });
  });

  it('blames no caller when the tenant of Configuration is empty', async () => {
    const { status, body } = await stage.get(LEAD, {}, { configured: { tenant: '' } });
    expect(status).toBe(500);
    expect(body).not.toHaveProperty('field');
  });
});
