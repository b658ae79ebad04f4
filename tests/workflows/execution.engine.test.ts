import { join } from 'node:path';
import type { IDataObject, INode } from 'n8n-workflow';
import { freePort } from '../../stand/freePort';
import { postgresCredential, postgresReference } from '../support/engine/postgresCredential';
import { type FinishedRun, runWorkflow } from '../support/engine/runWorkflow';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';
import { readTemplate, withCredentials } from './readTemplate';

const LEAD = '6f1b6f52-3f0e-4b0a-9d53-0a4a3c2f7a10';
const SMS = {
  event_type: 'MESSAGE_SENT',
  event_category: 'SMS',
  lead_airtable_id: 'recABC123',
  message_content: 'Hey John, saw your form submission. If you want help...',
  metadata: {
    campaign_id: 'chatgpt_use_cases',
    phone: '4085551234',
    template_id: 'recXYZ789',
    simpletexting_id: '12345',
  },
  source: 'n8n:kJMMZ10anu4NqYUL',
  execution_id: '28973',
  timestamp: '2025-11-07T08:15:05Z',
  eventId: 'sms-1',
};

interface Answer {
  readonly status: number;
  readonly body: IDataObject & { events?: IDataObject[]; timeline?: IDataObject[] };
}

let database: TestDatabase;
let executions = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.query(
    `insert into leads (id, airtable_record_id, first_name, email)
     values ($1, 'recABC123', 'John', 'john@example.com')`,
    [LEAD],
  );
});

afterAll(async () => {
  await database.drop();
});

interface Circumstances {
  /** Where the database is looked for; its own port by default. */
  readonly port?: number;
  /** Credentials of the execution; the one of the database by default. */
  readonly credentials?: Readonly<Record<string, IDataObject>>;
  /** Values of the Configuration node that the user changed. */
  readonly configured?: Readonly<Record<string, string>>;
}

function configure(nodes: readonly INode[], values: Readonly<Record<string, string>>): INode[] {
  return nodes.map((node) => {
    if (node.name !== 'Configuration') return node;
    const { assignments } = node.parameters['assignments'] as { assignments: { name: string }[] };
    const changed = assignments.map((one) => {
      const value = values[one.name];
      return value === undefined ? one : { ...one, value };
    });
    return { ...node, parameters: { ...node.parameters, assignments: { assignments: changed } } };
  });
}

/** Runs a template as n8n would after its trigger fired; every call is an execution of its own. */
async function run(
  name: string,
  input: IDataObject,
  { port, credentials, configured = {} }: Circumstances = {},
): Promise<FinishedRun> {
  const template = readTemplate(name);
  const credential = postgresCredential(database.name, port === undefined ? {} : { port });
  executions += 1;
  return await runWorkflow({
    nodes: configure(withCredentials(template, postgresReference('activity')), configured),
    connections: template.connections,
    credentials: (credentials ?? { activity: credential }) as { activity: typeof credential },
    input: [{ json: input }],
    mode: 'webhook',
    executionId: String(executions),
  });
}

function answerOf(finished: FinishedRun): Answer {
  expect(finished.responses).toHaveLength(1);
  const { statusCode, body } = finished.responses[0] as unknown as {
    statusCode: number;
    body: Answer['body'];
  };
  return { status: statusCode, body };
}

async function post(body: unknown, circumstances?: Circumstances): Promise<Answer> {
  return answerOf(await run('log-activity-api', { body } as IDataObject, circumstances));
}

async function get(id: string, query: IDataObject = {}): Promise<Answer> {
  return answerOf(await run('timeline-api', { params: { id }, query }));
}

describe('log-activity-api.json', () => {
  it('writes an event of the PRD with its snake_case keys and answers with its id', async () => {
    const { status, body } = await post(SMS);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        success: true,
        activityId: expect.any(String) as string,
        timestamp: '2025-11-07T08:15:05.000Z',
        outcome: 'written',
      },
    });
    const rows = await database.query('select * from lead_activity_log where id = $1', [
      body['activityId'],
    ]);
    expect(rows).toMatchObject([
      {
        event_type: 'MESSAGE_SENT',
        lead_id: LEAD,
        message_content: SMS.message_content,
        metadata: SMS.metadata,
        source: SMS.source,
        execution_id: '28973',
        tenant_id: 'default',
      },
    ]);
  });

  it('answers 200 and the same id when the event is sent again', async () => {
    const event = { ...SMS, eventId: 'sms-2' };
    const first = await post(event);
    const second = await post(event);
    expect(second).toEqual({ status: 200, body: { ...first.body, outcome: 'duplicate' } });
  });

  it('answers 409 when an event id comes again with another content', async () => {
    await post({ ...SMS, eventId: 'sms-3' });
    const { status, body } = await post({ ...SMS, eventId: 'sms-3', message_content: 'Other' });
    expect(status).toBe(409);
    expect(body).toMatchObject({ success: false, outcome: 'conflict' });
  });

  it.each([
    ['leadId', LEAD],
    ['leadAirtableId', 'recABC123'],
    ['leadEmail', 'John@Example.com'],
  ])('finds the lead by %s', async (key, value) => {
    const { body } = await post({
      eventType: 'NOTE_ADDED',
      metadata: { note: 'Called' },
      [key]: value,
    });
    const [row] = await database.query('select lead_id from lead_activity_log where id = $1', [
      body['activityId'],
    ]);
    expect(row).toEqual({ lead_id: LEAD });
  });

  it('answers 400 with the field that is wrong, and keeps the event', async () => {
    const { status, body } = await post({ ...SMS, eventId: 'sms-4', timestamp: 'yesterday' });
    expect(status).toBe(400);
    expect(body).toMatchObject({ success: false, outcome: 'parked', field: 'Timestamp' });
    expect(body['hint']).toEqual(expect.stringContaining('ISO 8601'));
    const kept = await database.query(
      'select state from activity_retry_queue where event_id = $1',
      [body['activityId']],
    );
    expect(kept).toEqual([{ state: 'parked' }]);
  });

  it('answers a batch event by event, in order, with the worst code', async () => {
    const events = [
      { ...SMS, eventId: 'batch-1' },
      { ...SMS, eventId: 'batch-2', event_type: 'MESSAGE_SNET' },
      { ...SMS, eventId: 'batch-3' },
    ];
    const { status, body } = await post({ events });
    expect(status).toBe(400);
    expect(body['success']).toBe(false);
    expect(body.events?.map((event) => event['outcome'])).toEqual(['written', 'parked', 'written']);
  });

  it.each([
    ['an empty list', { events: [] }],
    ['a text', 'hello'],
    ['a list of numbers', { events: [1] }],
    ['more events than allowed', { events: Array.from({ length: 501 }, () => SMS) }],
  ])('answers 400 to %s and writes nothing', async (_, body) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ status: 400, body: { success: false, field: 'events' } });
  });

  it('answers 200 while the database is away, because the retry queue has the event', async () => {
    const { status, body } = await post({ ...SMS, eventId: 'sms-5' }, { port: await freePort() });
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true, outcome: 'deadLettered' });
  });

  it('answers 500 when neither database nor spool can keep the event', async () => {
    const circumstances = {
      port: await freePort(),
      configured: { spoolFolder: join(__filename, 'no-folder') },
    };
    const { status, body } = await post({ ...SMS, eventId: 'sms-7' }, circumstances);
    expect(status).toBe(500);
    expect(body).toMatchObject({ success: false, outcome: 'lost' });
  });

  it('answers 500 when the credential is gone', async () => {
    const { status, body } = await post({ ...SMS, eventId: 'sms-8' }, { credentials: {} });
    expect(status).toBe(500);
    expect(body).toMatchObject({ success: false, outcome: 'lost' });
  });
});

describe('timeline-api.json', () => {
  beforeAll(async () => {
    for (const day of ['01', '02', '03']) {
      await post({
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
    const answer = await get('sarah@example.com');
    expect(answer.status).toBe(200);
    expect(answer.body['nextCursor']).toBeNull();
    expect(descriptions(answer)).toEqual(['Day 03', 'Day 02', 'Day 01']);
  });

  it('goes on where the page before ended', async () => {
    const first = await get('sarah@example.com', { limit: '2' });
    const cursor = first.body['nextCursor'] as string;
    const second = await get('sarah@example.com', { limit: '2', cursor });
    expect(descriptions(first)).toEqual(['Day 03', 'Day 02']);
    expect(descriptions(second)).toEqual(['Day 01']);
  });

  it('filters by type, category and time', async () => {
    const from = '2025-10-02T00:00:00Z';
    const to = '2025-10-03T00:00:00Z';
    const within = await get('sarah@example.com', { type: 'STATUS_CHANGED', from, to });
    const other = await get('sarah@example.com', { category: 'SMS,BOOKING' });
    expect(descriptions(within)).toEqual(['Day 02']);
    expect(descriptions(other)).toEqual([]);
  });

  it.each([
    ['limit', { limit: 'many' }],
    ['limit', { limit: '501' }],
    ['from', { from: 'yesterday' }],
  ])('answers 400 and names %s when it is wrong', async (field, query) => {
    expect(await get(LEAD, query)).toMatchObject({ status: 400, body: { field } });
  });

  it('answers 500 with the reason when the timeline cannot be read', async () => {
    const answer = await get(LEAD, { cursor: 'no cursor of ours' });
    expect(answer.status).toBe(500);
    expect(answer.body['error']).toEqual(expect.stringContaining('ursor'));
  });
});

describe('replay-retry-queue.json', () => {
  it('writes what waited, and raises the alarm while something is parked', async () => {
    const dead = await post({ ...SMS, eventId: 'sms-6' }, { port: await freePort() });
    const id = dead.body['activityId'];
    const finished = await run('replay-retry-queue', {});
    expect(finished.items('Read Status Afterwards')[0]?.json).toMatchObject({ pending: 0 });
    expect(finished.error('Raise the Alarm')?.message).toContain('parked');
    const rows = await database.query('select id from lead_activity_log where id = $1', [id]);
    expect(rows).toHaveLength(1);
  });

  it('ends quietly when nothing waits and nothing is parked', async () => {
    await database.query('truncate activity_retry_queue');
    const finished = await run('replay-retry-queue', {});
    expect(finished.run.status).toBe('success');
    expect(finished.started).not.toContain('Replay Due Entries');
    expect(finished.started).not.toContain('Raise the Alarm');
  });
});
