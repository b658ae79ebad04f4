import type { INodeParameters } from 'n8n-workflow';
import { EVENT_CATEGORIES } from '../../nodes/core/catalog/eventTypeDefinition';
import { EVENT_TYPES } from '../../nodes/core/catalog/eventTypes';
import { LogActivity } from '../../nodes/LogActivity/LogActivity.node';
import { freePort } from '../../stand/freePort';
import { mapFields, searchList } from '../support/engine/callNodeMethod';
import { callTool } from '../support/engine/callTool';
import { postgresCredential } from '../support/engine/postgresCredential';
import { makeWorkflow } from '../support/engine/runWorkflow';
import {
  type LogActivityStage,
  logActivityNode,
  stageLogActivity,
} from '../support/logActivityNode';

let stage: LogActivityStage;
beforeAll(async () => {
  stage = await stageLogActivity();
});
afterAll(() => stage.end());

const eventType = (value: string) => ({ __rl: true, mode: 'list', value });

async function listed(filter?: string, credential = {}) {
  const credentials = { db: postgresCredential(stage.database.name, credential) };
  const found = await searchList(logActivityNode(), 'searchEventTypes', {
    credentials,
    ...(filter === undefined ? {} : { filter }),
  });
  return found.results;
}

async function metadataOf(eventId: string | undefined): Promise<unknown> {
  const [row] = await stage.database.query<{ metadata: unknown }>(
    'select metadata from lead_activity_log where id = $1',
    [eventId],
  );
  return row?.metadata;
}

describe('the list of event types', () => {
  it('has all of the catalog, grouped by category in its order', async () => {
    const results = await listed();
    expect(results).toHaveLength(EVENT_TYPES.length);
    expect(results.map(({ value }) => value)).toEqual(EVENT_TYPES.map(({ name }) => name));
    const categories = results.map(({ name }) => name.split(' · ')[0]);
    expect([...new Set(categories)]).toEqual([...EVENT_CATEGORIES]);
    const changes = categories.filter((category, i) => category !== categories[i - 1]);
    expect(changes).toHaveLength(EVENT_CATEGORIES.length);
    expect(results[0]).toEqual({ name: 'SMS · Message Sent', value: 'MESSAGE_SENT' });
  });

  it.each([
    ['reply', ['INBOUND_REPLY']],
    ['message_sent', ['MESSAGE_SENT']],
    ['no such type', []],
  ])('is narrowed by what is typed, "%s", in whatever case', async (filter, expected) => {
    const found = (await listed(filter)).map(({ value }) => value);
    expect(found).toEqual(expect.arrayContaining(expected));
    expect(found.length).toBeLessThan(EVENT_TYPES.length);
    if (expected.length === 0) expect(found).toEqual([]);
    expect((await listed(filter.toUpperCase())).map(({ value }) => value)).toEqual(found);
  });

  it('can be narrowed to a category', async () => {
    const booking = EVENT_TYPES.filter(({ category }) => category === 'BOOKING');
    const all = (await listed('booking')).map(({ value }) => value);
    expect(all).toEqual(expect.arrayContaining(booking.map(({ name }) => name)));
  });

  it('has the types that are registered in the database, in their category', async () => {
    await stage.database.query("select register_event_type('sms.paused', 'SMS')");
    await stage.database.query("select register_event_type('order.shipped', 'COMMERCE')");
    const values = (await listed()).map(({ value }) => value);
    expect(values).toHaveLength(EVENT_TYPES.length + 2);
    const lastSms = EVENT_TYPES.filter(({ category }) => category === 'SMS').length;
    expect(values.indexOf('sms.paused')).toBe(lastSms);
    expect((await listed('SHIPPED'))[0]).toEqual({
      name: 'COMMERCE · order.shipped',
      value: 'order.shipped',
    });
    expect(values.at(-1)).toBe('order.shipped');
  });

  it('has those of the catalog when the database is down or no credential is chosen', async () => {
    expect(await listed(undefined, { port: await freePort() })).toHaveLength(EVENT_TYPES.length);
    const bare = logActivityNode({}, { credentials: {} });
    expect((await searchList(bare, 'searchEventTypes')).results).toHaveLength(EVENT_TYPES.length);
  });
});

describe('the fields of an event type', () => {
  const fieldsOf = async (value: string) =>
    mapFields(logActivityNode({ eventType: eventType(value) }), 'getEventFields');

  it('appear typed', async () => {
    const { fields } = await fieldsOf('MESSAGE_SENT');
    expect(fields.map(({ id, type, required, display }) => [id, type, required, display])).toEqual([
      ['campaign_id', 'string', false, true],
      ['phone', 'string', false, true],
      ['template_id', 'string', false, true],
      ['simpletexting_id', 'string', false, true],
      ['sequence_position', 'number', false, true],
    ]);
    expect(fields[0]?.displayName).toBe('Campaign ID');
  });

  it('are marked when they are required', async () => {
    const { fields } = await fieldsOf('STATUS_CHANGED');
    const required = fields.filter((field) => field.required).map(({ id }) => id);
    expect(required).toEqual(['new_status']);
  });

  it('are none for a custom type, and the panel says what to do', async () => {
    const { fields, emptyFieldsNotice } = await fieldsOf('order.shipped');
    expect(fields).toEqual([]);
    expect(emptyFieldsNotice).toContain('JSON');
  });
});

describe('fields of the resource mapper', () => {
  const mapper = (fields: INodeParameters): INodeParameters => ({
    eventType: eventType('MESSAGE_SENT'),
    fieldsMode: 'mapper',
    fields,
  });

  it('are taken as mapped, expressions per item', async () => {
    const value = { campaign_id: '={{ $json.campaign }}', sequence_position: 2 };
    const items = [{ campaign: 'one' }, { campaign: 'two' }];
    const { receipts } = await stage.run(items, mapper({ mappingMode: 'defineBelow', value }));
    expect(receipts.map(({ outcome }) => outcome)).toEqual(['written', 'written']);
    expect(await metadataOf(receipts[0]?.eventId)).toEqual({
      campaign_id: 'one',
      sequence_position: 2,
    });
    expect(await metadataOf(receipts[1]?.eventId)).toMatchObject({ campaign_id: 'two' });
  });

  it('are the keys of the item that the type has, when mapped automatically', async () => {
    const items = [{ campaign_id: 'one', sequence_position: 3, unrelated: 'x' }];
    const fields = { mappingMode: 'autoMapInputData', value: null } as INodeParameters;
    const { receipts } = await stage.run(items, mapper(fields));
    expect(await metadataOf(receipts[0]?.eventId)).toEqual({
      campaign_id: 'one',
      sequence_position: 3,
    });
  });

  it('may all be empty', async () => {
    const fields = { mappingMode: 'defineBelow', value: null } as INodeParameters;
    const { receipts } = await stage.run([{}], mapper(fields));
    expect(receipts[0]?.outcome).toBe('written');
    expect(await metadataOf(receipts[0]?.eventId)).toEqual({});
  });
});

describe('as the tool of an AI agent', () => {
  it('writes what the model says and answers with the receipt', async () => {
    const node = logActivityNode({
      fieldsJson: "={{ { note: $fromAI('note', 'What to remember', 'string') } }}",
      include: 'receiptOnly',
      options: { spoolFolder: stage.spoolFolder },
    });
    const credentials = { db: postgresCredential(stage.database.name) };
    const { text } = await callTool(node, { note: 'Prefers mornings' }, { credentials });
    expect(text).toContain('written');
    const rows = await stage.database.query(
      'select event_type from lead_activity_log where metadata = \'{"note": "Prefers mornings"}\'',
    );
    expect(rows).toEqual([{ event_type: 'NOTE_ADDED' }]);
  });

  it('tells the model, too, of an event that had to be kept', async () => {
    const node = logActivityNode({
      include: 'receiptOnly',
      options: { spoolFolder: stage.spoolFolder, attempts: 1 },
    });
    const credential = postgresCredential(stage.database.name, { port: await freePort() });
    const { text } = await callTool(node, {}, { credentials: { db: credential } });
    expect(text).toContain('deadLettered');
    expect(text).toContain('PostgreSQL refuses connections.');
  });
});

describe('the line under the node on the canvas', () => {
  it('names the event type, whichever way it was chosen', () => {
    for (const mode of ['list', 'name']) {
      const node = logActivityNode({ eventType: { __rl: true, mode, value: 'MESSAGE_SENT' } });
      const workflow = makeWorkflow({ nodes: [node], connections: {} });
      const { subtitle } = new LogActivity().description;
      const shown = workflow.expression.getSimpleParameterValue(node, subtitle, 'internal', {});
      expect(shown).toBe('MESSAGE_SENT');
    }
  });
});

describe('with Retry On Fail', () => {
  const node = {
    retryOnFail: true,
    maxTries: 3,
    waitBetweenTries: 0,
    onError: 'continueRegularOutput' as const,
  };

  it.each(['inputAndReceipt', 'receiptOnly'])(
    'is not run again after a success (%s)',
    async (include) => {
      const item = { fields: { note: 'x' } };
      const { flowing, receipts } = await stage.run([item, item], { include }, { node });
      const found = include === 'receiptOnly' ? flowing.map(({ json }) => json) : receipts;
      expect(found.map((receipt) => receipt['outcome' as never])).toEqual(['written', 'written']);
      expect(flowing.every(({ json }) => !('error' in json))).toBe(true);
    },
  );

  it('writes an event once when n8n takes a key of the item for an error and runs it again', async () => {
    const { receipts } = await stage.run([{ error: 'from upstream' }], {}, { node });
    expect(receipts[0]?.outcome).toBe('duplicate');
    const rows = await stage.database.query('select id from lead_activity_log where id = $1', [
      receipts[0]?.eventId,
    ]);
    expect(rows).toHaveLength(1);
  });
});

describe('every output item', () => {
  it('names the input item that it came from, on both outputs', async () => {
    const items = [{}, { type: 'NO_SUCH_TYPE' }, {}, { type: 'NOPE' }];
    for (const include of ['inputAndReceipt', 'receiptOnly', 'inputUnchanged']) {
      const { flowing, deadLettered } = await stage.run(items, { include });
      expect(flowing.map(({ pairedItem }) => pairedItem)).toEqual(
        items.map((_, item) => ({ item })),
      );
      expect(deadLettered.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }, { item: 3 }]);
    }
  });
});
