import type { INode, INodeParameters } from 'n8n-workflow';
import { endPools } from '../../nodes/n8n/poolRegistry';
import { smsAt, storeEvents, storeLead } from '../support/storeEvents';
import { callTool } from '../support/engine/callTool';
import { loadOptions } from '../support/engine/callNodeMethod';
import { postgresCredential, postgresReference } from '../support/engine/postgresCredential';
import { type RunOptions, runWorkflow } from '../support/engine/runWorkflow';
import { connect, makeNode } from '../support/engine/workflowParts';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let db: TestDatabase;
let leadId: string;
let ids: string[];

beforeAll(async () => {
  db = await createTestDatabase();
  leadId = await storeLead(db, {
    airtable_record_id: 'recEngine0001',
    first_name: 'John',
    last_name: 'Doe',
    email: 'john@engine.example',
  });
  await storeLead(db, { first_name: 'Jane', email: 'jane@engine.example' });
  const events = [
    smsAt('2026-01-03T10:00:00Z', {
      ...{ lead_airtable_id: 'recEngine0001', user_id: 'u-1', session_id: 's-1' },
    }),
    smsAt('2026-01-04T10:00:00Z', {
      ...{ lead_id: leadId, event_type: 'INBOUND_REPLY', visitor_token: 'v-1', source: 'ui:form' },
    }),
    smsAt('2026-01-05T22:30:00Z', { lead_id: leadId, message_content: 'Hey John' }),
  ];
  await storeEvents(db, events);
  ids = events.map((event) => event.id).reverse();
});
afterAll(async () => {
  await endPools();
  await db.drop();
});

const credentials = () => ({ pg: postgresCredential(db.name) });

function timelineNode(parameters: INodeParameters, settings: Partial<INode> = {}): INode {
  return makeNode('Timeline', 'n8n-nodes-activity-log.queryTimeline', {
    credentials: postgresReference('pg'),
    ...settings,
    parameters: { operation: 'getTimeline', ...parameters },
  });
}

function run(
  parameters: INodeParameters,
  options: Partial<RunOptions> & { readonly node?: Partial<INode> } = {},
) {
  const { node, ...rest } = options;
  return runWorkflow({
    nodes: [makeNode('Start', 'n8n-nodes-base.manualTrigger'), timelineNode(parameters, node)],
    connections: connect(['Start', 'Timeline']),
    credentials: credentials(),
    ...rest,
  });
}

describe('Query Timeline', () => {
  it('gives one item per event, newest first, each paired with its input item', async () => {
    const finished = await run(
      { leadValue: '={{ $json.lead }}' },
      { input: [{ json: { lead: 'john@engine.example' } }, { json: { lead: 'recEngine0001' } }] },
    );
    const items = finished.items('Timeline');
    expect(items.map((item) => item.json['id'])).toEqual([...ids, ...ids]);
    expect(items.map((item) => item.pairedItem)).toEqual(
      [0, 0, 0, 1, 1, 1].map((item) => ({ item })),
    );
    expect(items[0]?.json).toEqual({
      id: ids[0],
      timestamp: '2026-01-05T22:30:00.000Z',
      eventType: 'MESSAGE_SENT',
      category: 'SMS',
      description: 'SMS sent',
      message: 'Hey John',
      metadata: {},
      source: 'n8n:7',
      executionId: null,
      lead: {
        id: leadId,
        airtableId: 'recEngine0001',
        firstName: 'John',
        lastName: 'Doe',
        email: 'john@engine.example',
      },
    });
  });

  it('gives one item with the whole timeline, which is there even when nothing happened', async () => {
    const filled = await run({ leadValue: leadId, output: 'timeline', simplify: false });
    const [item, ...others] = filled.items('Timeline');
    expect(others).toEqual([]);
    expect(item?.json).toMatchObject({ count: 3, nextCursor: null, leads: [{ id: leadId }] });
    expect(item?.json['timeline']).toMatchObject([{}, {}, { userId: 'u-1', tenant: 'default' }]);
    const empty = await run({ leadValue: 'nobody@engine.example', output: 'timeline' });
    expect(empty.items('Timeline').map((found) => found.json)).toMatchObject([
      { timeline: [], count: 0, leads: [], notices: [expect.stringContaining('No lead')] },
    ]);
  });

  it.each([
    ['session', 's-1', [2]],
    ['visitor', 'v-1', [1]],
    ['user', 'u-1', [2]],
  ])('reads what was logged of one %s', async (subject, subjectValue, expected) => {
    const finished = await run({ subject, subjectValue });
    const found = finished.items('Timeline').map((item) => ids.indexOf(item.json['id'] as string));
    expect(found).toEqual(expected);
  });

  it('finds a lead by a part of the name, and says so when there are several', async () => {
    const one = await run({ leadBy: 'name', leadValue: 'john d' });
    expect(one.items('Timeline').map((item) => item.json['id'])).toEqual(ids);
    expect(one.hints('Timeline')).toEqual([]);
    const both = await run({ leadBy: 'name', leadValue: 'engine.example', output: 'timeline' });
    const [item] = both.items('Timeline');
    expect(item?.json).toMatchObject({ count: 3, notices: [expect.stringContaining('2 leads')] });
    expect(item?.json['leads']).toHaveLength(2);
  });

  it.each(['list', 'id'])('reads the lead that was chosen in the panel, by %s', async (mode) => {
    const lead = { __rl: true, mode, value: leadId };
    const finished = await run({ leadBy: 'list', lead });
    expect(finished.items('Timeline').map((item) => item.json['id'])).toEqual(ids);
  });

  it('asks for no lead of the list while an expression says how the lead is named', async () => {
    const finished = await run({ leadBy: '={{ "id" }}', leadValue: leadId });
    expect(finished.items('Timeline')).toHaveLength(3);
  });

  it('jumps to a date, and leads back to later events with the first item', async () => {
    const jumped = await run(
      { leadValue: leadId, startAt: '2026-01-04T12:00:00', limit: 1 },
      { settings: { timezone: 'Europe/Berlin' } },
    );
    const [json] = jumped.items('Timeline').map((item) => item.json);
    expect(json).toMatchObject({ id: ids[1], nextCursor: expect.any(String) });
    const cursor = json?.['previousCursor'] as string;
    const later = await run({ leadValue: leadId, cursor, limit: 1 });
    expect(later.items('Timeline').map((item) => item.json['id'])).toEqual([ids[0]]);
    expect(later.items('Timeline')[0]?.json).not.toHaveProperty('previousCursor');
  });

  it('has both cursors in the one item', async () => {
    const parameters = { leadValue: leadId, output: 'timeline', limit: 1 };
    const first = (await run(parameters)).items('Timeline')[0]?.json;
    expect(first).toMatchObject({ nextCursor: expect.any(String), previousCursor: null });
    const second = await run({ ...parameters, cursor: first?.['nextCursor'] as string });
    expect(second.items('Timeline')[0]?.json).toMatchObject({
      timeline: [{ id: ids[1] }],
      previousCursor: expect.any(String),
    });
  });

  it('gives a text for an agent, with times of the workflow and who the lead is', async () => {
    const finished = await run(
      { leadValue: leadId, output: 'text' },
      { settings: { timezone: 'Europe/Berlin' } },
    );
    const [item, ...others] = finished.items('Timeline');
    expect(others).toEqual([]);
    expect(Object.keys(item?.json ?? {})).toEqual(['text', 'nextCursor', 'previousCursor']);
    expect(item?.json['text']).toMatch(/John Doe[^]*2026-01-05 23:30[^]*Hey John/);
  });

  it('says in a hint that a lead is not known, and goes on', async () => {
    const finished = await run({ leadValue: 'nobody@engine.example' });
    expect(finished.error('Timeline')).toBeUndefined();
    expect(finished.items('Timeline')).toEqual([]);
    expect(finished.hints('Timeline').map((hint) => hint.message)).toEqual([
      expect.stringContaining('No lead has this email yet'),
    ]);
  });

  it('hands the next cursor on with the last item, and goes on from it', async () => {
    const first = await run({ leadValue: leadId, limit: 2 });
    const items = first.items('Timeline').map((item) => item.json);
    expect(items.map((json) => 'nextCursor' in json)).toEqual([false, true]);
    const rest = await run({
      leadValue: leadId,
      limit: 2,
      cursor: items[1]?.['nextCursor'] as string,
    });
    expect(rest.items('Timeline').map((item) => item.json['id'])).toEqual(ids.slice(2));
    expect(rest.items('Timeline')[0]?.json).not.toHaveProperty('nextCursor');
  });

  it('returns all events, more than one page of them', async () => {
    const many = Array.from({ length: 620 }, (_, i) =>
      smsAt(new Date(Date.UTC(2026, 2, 1) + i).toISOString(), { entity_id: 'many' }),
    );
    await storeEvents(db, many);
    const finished = await run({ subject: 'entity', subjectValue: 'many', returnAll: true });
    expect(finished.items('Timeline').map((item) => item.json['id'])).toEqual(
      many.map((event) => event.id).reverse(),
    );
  });

  it.each([
    ['a list of types', { eventTypes: ['INBOUND_REPLY'] }, [1]],
    ['names with commas from an expression', { eventTypes: '={{ "INBOUND_REPLY,OPT_OUT" }}' }, [1]],
    ['a date of the workflow’s zone', { after: '2026-01-05T23:00:00' }, [0]],
    ['sources with commas', { sources: 'ui:form, n8n:8' }, [1]],
    ['a preset of dates, long after', { dateRange: 'today' }, []],
    ['a date of luxon', { before: '={{ DateTime.fromISO("2026-01-04T10:00:00Z") }}' }, [2]],
  ])('filters by %s', async (_, filters, expected) => {
    const finished = await run(
      { leadValue: leadId, filters },
      { settings: { timezone: 'Europe/Berlin' } },
    );
    expect(finished.error('Timeline')).toBeUndefined();
    expect(finished.items('Timeline').map((item) => item.json['id'])).toEqual(
      expected.map((i) => ids[i]),
    );
  });

  it('stops with item, parameter and cure, not with the value', async () => {
    const finished = await run({ leadBy: 'email', leadValue: 'no address' });
    const error = finished.error('Timeline');
    expect(error?.message).toContain('Lead');
    expect(error?.message).not.toContain('no address');
    expect(error?.description).toContain('name@example.com');
    expect(error?.context).toMatchObject({ itemIndex: 0 });
  });

  it('gives an error item for a bad item and events for its neighbours when it may continue', async () => {
    const finished = await run(
      { leadBy: 'id', leadValue: '={{ $json.lead }}' },
      {
        node: { onError: 'continueErrorOutput' },
        input: [{ json: { lead: 'John Doe' } }, { json: { lead: leadId } }],
      },
    );
    expect(finished.items('Timeline', 0).map((item) => item.json['id'])).toEqual(ids);
    expect(finished.items('Timeline', 1).map((item) => item.json)).toEqual([
      { lead: 'John Doe', error: expect.stringContaining('UUID') },
    ]);
  });

  it('names missing tables and both cures', async () => {
    const finished = await run({ leadValue: leadId, options: { schema: 'elsewhere' } });
    const error = finished.error('Timeline');
    expect(error?.message).toBe('The schema elsewhere does not exist in this database.');
    expect(error?.description).toContain('"Set Up Database"');
    expect(error?.description).toContain('migrations/*.sql');
  });

  it('answers an agent as a tool', async () => {
    const node = timelineNode({
      leadValue: `={{ $fromAI('lead', 'email of the lead', 'string') }}`,
      output: 'timeline',
    });
    const answer = await callTool(
      node,
      { lead: 'john@engine.example' },
      { credentials: credentials() },
    );
    expect(answer.text).toContain('Hey John');
  });
});

describe('the lists of the panel', () => {
  it('hold the built-in types and categories and those of the database', async () => {
    await db.query(`select register_event_type('CALL_MADE', 'PHONE')`);
    const node = timelineNode({ leadValue: leadId, connection: 'postgres' });
    const types = await loadOptions(node, 'getEventTypes', { credentials: credentials() });
    const categories = await loadOptions(node, 'getCategories', { credentials: credentials() });
    expect(types.map(({ value }) => value)).toEqual(
      expect.arrayContaining(['MESSAGE_SENT', 'CALL_MADE']),
    );
    expect(new Set(types.map(({ value }) => value)).size).toBe(types.length);
    expect(categories.map(({ value }) => value)).toEqual(expect.arrayContaining(['SMS', 'PHONE']));
  });

  it('hold the built-in types when no credential is chosen', async () => {
    const node = timelineNode({ leadValue: leadId, connection: 'postgres' }, { credentials: {} });
    const types = await loadOptions(node, 'getEventTypes');
    expect(types.map(({ value }) => value)).toContain('MESSAGE_SENT');
  });
});
