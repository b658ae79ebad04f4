import type { INodeParameters } from 'n8n-workflow';
import { endPools } from '../../nodes/n8n/poolRegistry';
import { callTool } from '../support/engine/callTool';
import { postgresCredential } from '../support/engine/postgresCredential';
import { queryNode } from '../support/queryNode';
import { smsAt, storeEvents, storeLead } from '../support/storeEvents';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  const lead_id = await storeLead(db, {
    ...{ first_name: 'John', last_name: 'Doe', email: 'john@agent.example' },
  });
  const start = Date.UTC(2026, 0, 5);
  const events = Array.from({ length: 400 }, (_, i) =>
    smsAt(new Date(start + i * 60_000).toISOString(), {
      lead_id,
      session_id: 's-1',
      message_content: i === 7 ? 'About a free consultation' : `Message ${i}`,
    }),
  );
  const foreign = smsAt('2026-01-06T10:00:00Z', {
    tenant_id: 'clinic-7',
    message_content: 'A free consultation elsewhere',
  });
  await storeEvents(db, [...events, foreign]);
});
afterAll(async () => {
  await endPools();
  await db.drop();
});

const fromAI = (name: string, what: string, type = 'string') =>
  `={{ $fromAI('${name}', '${what}', '${type}') }}`;

async function ask(parameters: INodeParameters, args: Record<string, string | number>) {
  const credentials = { db: postgresCredential(db.name) };
  const { text } = await callTool(queryNode(parameters), args, { credentials });
  const answer = JSON.parse(text) as Record<string, unknown>[];
  return { text, answer };
}

const searchTool: INodeParameters = {
  operation: 'search',
  query: fromAI('query', 'what to look for'),
  limit: fromAI('limit', 'events at most', 'number'),
  cursor: fromAI('cursor', 'nextCursor of the answer before, or empty'),
  output: 'text',
  total: 'exact',
  options: { maxCharacters: 2000 },
};

describe('Query Timeline as the tool of an agent', () => {
  it('searches by a query, answers with a text of limited length, and gets what it names', async () => {
    const { answer } = await ask(searchTool, {
      query: '"free consultation"',
      limit: 10,
      cursor: '',
    });
    const [{ text } = {}] = answer as { text: string }[];
    expect(text).toContain('About a free consultation');
    expect(text).not.toContain('elsewhere');
    const [id] = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(text ?? '') ?? [];
    const getTool = { operation: 'get', eventId: fromAI('id', 'id of the event') };
    const event = await ask(getTool, { id: id ?? '' });
    expect(event.answer).toMatchObject([
      { id, message: 'About a free consultation', lead: { email: 'john@agent.example' } },
    ]);
  });

  it('answers no longer than it may, says how many there are, and goes on where it ended', async () => {
    const first = await ask(searchTool, { query: 'lead:john', limit: 100, cursor: '' });
    const [cut = { text: '' }] = first.answer as { text: string }[];
    expect(cut.text.length).toBeLessThanOrEqual(2000);
    expect(cut.text).toMatch(/\b400\b/);
    // It would lead past what the text leaves out.
    expect(cut).not.toHaveProperty('nextCursor');
    const [, limit] = /ask again with Limit (\d+)/.exec(cut.text) ?? [];
    const again = await ask(searchTool, { query: 'lead:john', limit: Number(limit), cursor: '' });
    const [{ nextCursor = '' } = {}] = again.answer as { nextCursor?: string }[];
    const next = { query: 'lead:john', limit: Number(limit), cursor: nextCursor };
    const second = await ask(searchTool, next);
    expect(again.text).toContain(`Message ${400 - Number(limit)}`);
    expect(second.text).toContain(`Message ${399 - Number(limit)}`);
    expect(second.text).not.toContain(`Message ${400 - Number(limit)}`);
  });

  it.each<[string, INodeParameters, Record<string, string>]>([
    [
      'a lead by name',
      { subject: 'lead', leadBy: 'name', leadValue: fromAI('lead', 'name') },
      { lead: 'john' },
    ],
    [
      'a session',
      { subject: 'session', subjectValue: fromAI('session', 'ID of the session') },
      { session: 's-1' },
    ],
  ])('reads the timeline of %s', async (_, subject, args) => {
    const parameters = { operation: 'getTimeline', ...subject, limit: 3, output: 'text' };
    const { answer } = await ask(parameters, args);
    expect(answer).toMatchObject([{ text: expect.stringContaining('Message 399') }]);
  });

  it('summarizes', async () => {
    const parameters = { operation: 'summarize', query: fromAI('query', 'what to count') };
    const { answer } = await ask(parameters, { query: 'lead:john' });
    expect(answer).toMatchObject([{ events: 400, byType: [{ eventType: 'MESSAGE_SENT' }] }]);
  });

  it.each<[string, INodeParameters, Record<string, string>]>([
    [
      'an event that is not there',
      { operation: 'get', eventId: fromAI('id', 'id of the event') },
      { id: '019a5d2e-7c00-8b3a-9d53-0a4a3c2f7a10' },
    ],
    [
      'a lead that is not known',
      { operation: 'search', query: fromAI('query', 'what to look for') },
      { query: 'lead:nobody@agent.example' },
    ],
  ])('tells the model why there is nothing: %s', async (_, parameters, args) => {
    const { answer } = await ask(parameters, args);
    expect(answer).toEqual([{ notices: [expect.stringMatching(/^No (event|lead)/)] }]);
  });

  it('tells the model what it got wrong, and the cure', async () => {
    const asked = ask(searchTool, { query: 'type:MESAGE_SENT', limit: 10, cursor: '' });
    await expect(asked).rejects.toMatchObject({
      message: expect.stringMatching(/MESAGE_SENT[^]*MESSAGE_SENT/),
    });
  });
});
