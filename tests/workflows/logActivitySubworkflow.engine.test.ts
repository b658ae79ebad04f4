import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { freePort } from '../../stand/freePort';
import { readTemplate } from './readTemplate';
import { type Circumstances, LEAD, TemplateStage } from './templateStage';

const CALL = {
  eventType: 'NOTE_ADDED',
  leadAirtableId: 'recABC123',
  metadata: { note: 'Called' },
};

let stage: TemplateStage;
beforeAll(async () => {
  stage = await TemplateStage.open();
});
afterAll(() => stage.close());

/** What the workflow that calls gets back; the run must not fail. */
async function call(
  events: readonly IDataObject[],
  circumstances?: Circumstances,
): Promise<IDataObject[]> {
  const finished = await stage.run('log-activity-subworkflow', events, circumstances);
  expect(finished.run.status).toBe('success');
  const [last = ''] = finished.started.slice(-1);
  return finished.items(last).map(({ json }) => json);
}

function storedBy(receipt: IDataObject | undefined): Promise<Record<string, unknown>[]> {
  const statement = 'select * from lead_activity_log where id = $1';
  return stage.database.query(statement, [receipt?.['eventId']]);
}

describe('log-activity-subworkflow.json', () => {
  it('gives one receipt per event, in the order of the call', async () => {
    const types = ['NOTE_ADDED', 'NO_SUCH_TYPE', 'NOTE_ADDED'];
    const receipts = await call(types.map((eventType) => ({ ...CALL, eventType })));
    expect(receipts).toMatchObject([
      { success: true, outcome: 'written', eventType: 'NOTE_ADDED' },
      { success: false, outcome: 'parked', field: 'Event Type' },
      { success: true, outcome: 'written' },
    ]);
    expect(await storedBy(receipts[0])).toMatchObject([
      { lead_id: LEAD, metadata: { note: 'Called' }, tenant_id: 'default' },
    ]);
    expect(new Set(receipts.map(({ eventId }) => eventId)).size).toBe(3);
  });

  it('links each receipt to its event', async () => {
    const finished = await stage.run('log-activity-subworkflow', [CALL, CALL, CALL]);
    const links = finished.items('Give Receipts').map(({ pairedItem }) => pairedItem);
    expect(links).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
  });

  it('writes an event once that is called twice with its eventId, even a number', async () => {
    const [first] = await call([{ ...CALL, eventId: 4711 }]);
    const [second] = await call([{ ...CALL, eventId: 4711 }]);
    expect(second).toMatchObject({ success: true, outcome: 'duplicate' });
    expect(second?.['eventId']).toBe(first?.['eventId']);
  });

  it('reports an eventId that comes again with another content', async () => {
    await call([{ ...CALL, eventId: 'call-1' }]);
    const [receipt] = await call([{ ...CALL, eventId: 'call-1', metadata: { note: 'Other' } }]);
    expect(receipt).toMatchObject({ success: false, outcome: 'conflict' });
    expect(receipt?.['message']).toEqual(expect.any(String));
  });

  it('takes every input that it declares into its column', async () => {
    const { parameters } = trigger();
    const { values } = parameters['workflowInputs'] as { values: { name: string }[] };
    const id = '0b7f8b1e-7d0a-4a57-8f5e-5f0a4d6e3c21';
    for (const table of ['clients', 'users']) {
      await stage.database.query(`insert into ${table} (id) values ($1)`, [id]);
    }
    const event: IDataObject = {
      ...{ eventType: 'NOTE_ADDED', eventId: 'call-2', timestamp: '2025-11-07T08:15:05Z' },
      ...{ leadId: LEAD, leadAirtableId: null, leadEmail: null, description: 'Spoke' },
      ...{ messageContent: 'Hello', metadata: { note: 'Called' }, source: 'n8n:caller' },
      ...{ tenant: 'other', tier: 'clinic', url: 'https://example.com/', environment: 'test' },
      ...{ executionId: '77', createdBy: id, clientId: id, userId: 'user-7', entityId: 42 },
      ...{ sessionId: 's-1', visitorToken: 'v-1' },
    };
    expect(values.map(({ name }) => name).toSorted()).toEqual(Object.keys(event).toSorted());
    const [receipt] = await call([event]);
    expect(await storedBy(receipt)).toMatchObject([
      {
        ...{ event_type: 'NOTE_ADDED', lead_id: LEAD, description: 'Spoke', tier: 'clinic' },
        ...{ message_content: 'Hello', metadata: { note: 'Called' }, source: 'n8n:caller' },
        ...{ tenant_id: 'other', url: 'https://example.com/', environment: 'test' },
        ...{ execution_id: '77', created_by: id, client_id: id, user_id: 'user-7' },
        ...{ entity_id: '42', session_id: 's-1', visitor_token: 'v-1' },
        timestamp: new Date('2025-11-07T08:15:05Z'),
      },
    ]);
  });

  it('knows its inputs by type, and hands on nothing else', async () => {
    const { parameters } = trigger();
    const { values } = parameters['workflowInputs'] as { values: { name: string; type: string }[] };
    const types = Object.fromEntries(values.map(({ name, type }) => [name, type]));
    expect(types).toMatchObject({ eventType: 'string', metadata: 'object', eventId: 'any' });
    const finished = await stage.run('log-activity-subworkflow', { ...CALL, password: 'x' });
    expect(finished.items('Called with Events')[0]?.json).not.toHaveProperty('password');
  });

  it.each([
    ['leadId', LEAD],
    ['leadEmail', 'John@Example.com'],
    ['leadAirtableId', 'recABC123'],
  ])('finds the lead by %s', async (key, value) => {
    const { leadAirtableId: _, ...event } = CALL;
    const [receipt] = await call([{ ...event, [key]: value }]);
    expect(await storedBy(receipt)).toMatchObject([{ lead_id: LEAD }]);
  });

  it('writes an event without a lead', async () => {
    const [receipt] = await call([{ eventType: 'NOTE_ADDED', metadata: { note: 'Called' } }]);
    expect(await storedBy(receipt)).toMatchObject([{ lead_id: null }]);
  });

  it.each([
    ['nothing at all', 'Event Type', {}],
    ['a metadata that is no object', 'Fields', { ...CALL, metadata: 'note' }],
    ['a lead that is an object', 'Lead', { ...CALL, leadAirtableId: { id: 'recABC123' } }],
    ['a time that is none', 'Timestamp', { ...CALL, timestamp: 'yesterday' }],
    ['a time in seconds', 'Timestamp', { ...CALL, timestamp: 1_762_503_305 }],
  ])('parks %s, and names the parameter %s', async (_, field, event) => {
    const [receipt] = await call([event]);
    expect(receipt).toMatchObject({ success: false, outcome: 'parked', field });
  });

  it('takes a time in milliseconds', async () => {
    const [receipt] = await call([{ ...CALL, timestamp: 1_762_503_305_000 }]);
    const timestamp = new Date(1_762_503_305_000);
    expect(await storedBy(receipt)).toMatchObject([{ timestamp }]);
  });

  it.each([[''], [null], [undefined]])(
    'takes tenant and source of Configuration for %j',
    async (none) => {
      const event = { ...CALL, tenant: none, source: none } as IDataObject;
      const configured = { tenant: 'acme', source: 'crm' };
      const [receipt] = await call([event], { configured });
      expect(await storedBy(receipt)).toMatchObject([{ tenant_id: 'acme', source: 'crm' }]);
    },
  );

  it('says that the queue has the events while the database is away', async () => {
    const receipts = await call([CALL, CALL], { port: await freePort() });
    const kept = { success: true, outcome: 'deadLettered', eventId: expect.any(String) as string };
    expect(receipts).toMatchObject([kept, kept]);
  });

  it.each([
    ['no spool folder', { spoolFolder: join(__filename, 'no-folder') }, true],
    ['no credential', {}, false],
  ])('fails no caller when nothing can keep the events: %s', async (_, configured, present) => {
    const circumstances = { port: await freePort(), configured, hasCredentials: present };
    const receipts = await call([CALL, CALL], circumstances);
    const lost = { success: false, outcome: 'lost', eventId: null };
    expect(receipts).toMatchObject([lost, lost]);
    expect(receipts[0]?.['message']).toEqual(expect.any(String));
    for (const receipt of receipts) expect(receipt).not.toHaveProperty('error');
  });
});

function trigger() {
  const { nodes } = readTemplate('log-activity-subworkflow');
  const found = nodes.find(({ type }) => type.endsWith('.executeWorkflowTrigger'));
  if (found === undefined) throw new Error('The sub-workflow has no trigger.');
  return found;
}
