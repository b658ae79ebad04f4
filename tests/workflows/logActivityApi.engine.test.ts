import { join } from 'node:path';
import { freePort } from '../../stand/freePort';
import { readTemplate } from './readTemplate';
import { LEAD, SMS, TemplateStage } from './templateStage';

let stage: TemplateStage;
beforeAll(async () => {
  stage = await TemplateStage.open();
});
afterAll(() => stage.close());

describe('log-activity-api.json', () => {
  it('writes an event of the PRD with its snake_case keys and answers with its id', async () => {
    const { status, body } = await stage.post(SMS);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        success: true,
        activityId: expect.any(String) as string,
        timestamp: '2025-11-07T08:15:05.000Z',
        outcome: 'written',
        // The event type decides the category.
        ignored: ['event_category'],
      },
    });
    const rows = await stage.database.query('select * from lead_activity_log where id = $1', [
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
    const first = await stage.post(event);
    const second = await stage.post(event);
    expect(second).toEqual({ status: 200, body: { ...first.body, outcome: 'duplicate' } });
  });

  it('answers 409 when an event id comes again with another content', async () => {
    await stage.post({ ...SMS, eventId: 'sms-3' });
    const { status, body } = await stage.post({
      ...SMS,
      eventId: 'sms-3',
      message_content: 'Other',
    });
    expect(status).toBe(409);
    expect(body).toMatchObject({ success: false, outcome: 'conflict', field: 'eventId' });
    expect(body['error']).toEqual(expect.stringContaining('eventId'));
    expect(body['hint']).not.toContain('Dedupe Key');
  });

  it.each([
    ['leadId', LEAD],
    ['leadAirtableId', 'recABC123'],
    ['leadEmail', 'John@Example.com'],
  ])('finds the lead by %s', async (key, value) => {
    const { body } = await stage.post({
      eventType: 'NOTE_ADDED',
      metadata: { note: 'Called' },
      [key]: value,
    });
    const [row] = await stage.database.query(
      'select lead_id from lead_activity_log where id = $1',
      [body['activityId']],
    );
    expect(row).toEqual({ lead_id: LEAD });
  });

  it('answers 400 with the field that is wrong, and keeps the event', async () => {
    const { status, body } = await stage.post({ ...SMS, eventId: 'sms-4', timestamp: 'yesterday' });
    expect(status).toBe(400);
    expect(body).toMatchObject({ success: false, outcome: 'parked', field: 'timestamp' });
    expect(body['hint']).toEqual(expect.stringContaining('ISO 8601'));
    const kept = await stage.database.query(
      'select state from activity_retry_queue where event_id = $1',
      [body['activityId']],
    );
    expect(kept).toEqual([{ state: 'parked' }]);
  });

  const LEAD_MISTAKE = { lead_id: undefined, lead_airtable_id: undefined };

  it.each([
    ['eventType', { event_type: undefined }],
    ['eventType', { event_type: 'MESSAGE_SNET' }],
    ['leadId', { ...LEAD_MISTAKE, lead_id: '42' }],
    ['leadAirtableId', { ...LEAD_MISTAKE, lead_airtable_id: 'rec!' }],
    ['leadEmail', { ...LEAD_MISTAKE, leadEmail: 'john' }],
    ['eventId', { eventId: ['one'] }],
    ['messageContent', { message_content: { text: 'Hi' } }],
    ['metadata', { metadata: [1] }],
    ['metadata', { metadata: { ...SMS.metadata, 'cut \u0000 key': 1 } }],
    ['metadata.new_status', { event_type: 'STATUS_CHANGED', metadata: {} }],
    ['metadata.phone', { metadata: { ...SMS.metadata, phone: {} } }],
    ['metadata.Fields.text', { metadata: { ...SMS.metadata, Fields: { text: '\u0000' } } }],
    ['source', { source: 'x'.repeat(101) }],
    ['tenant', { tenant: 'x'.repeat(256) }],
    ['url', { url: {} }],
    ['clientId', { client_id: '42' }],
    ['createdBy', { created_by: '42' }],
    ['executionId', { execution_id: {} }],
    ['visitorToken', { visitor_token: {} }],
  ])('calls %s by the key of the caller when it is wrong', async (field, mistake) => {
    const { status, body } = await stage.post({ ...SMS, eventId: 'sms-9', ...mistake });
    expect(status).toBe(400);
    expect(body).toMatchObject({ success: false, outcome: 'parked', field });
    const told = JSON.stringify([body['error'], body['hint']]);
    expect(told).not.toMatch(/Fields: |Event Type|Lead |Dedupe Key|\$now|Message Content/);
  });

  it('offers the nearest event types for one that is not known', async () => {
    const { body } = await stage.post({ ...SMS, event_type: 'MESSAGE_SNET' });
    expect(body['hint']).toMatch(/^Did you mean .*MESSAGE_SENT/);
  });

  it('names the keys that it ignores as they were sent, whatever becomes of the event', async () => {
    const event = { eventType: 'NOTE_ADDED', metadata: { note: 'Called' }, leadID: LEAD, 'x-y': 1 };
    const ignored = ['leadID', 'x-y'];
    const written = await stage.post(event);
    const parked = await stage.post({ ...event, timestamp: 'yesterday' });
    expect(written).toMatchObject({ status: 200, body: { outcome: 'written', ignored } });
    expect(parked).toMatchObject({ status: 400, body: { outcome: 'parked', ignored } });
  });

  it('names what it ignores in a batch, and per event', async () => {
    const event = { eventType: 'NOTE_ADDED', metadata: { note: 'Called' } };
    const { status, body } = await stage.post({
      tenant: 'other',
      events: [event, { ...event, Note: 1 }],
    });
    expect({ status, ignored: body['ignored'] }).toEqual({ status: 200, ignored: ['tenant'] });
    expect(body.events?.map((one) => one['ignored'])).toEqual([undefined, ['Note']]);
  });

  it('takes every key that its note lists, in camelCase and in snake_case', async () => {
    const note = readTemplate('log-activity-api').nodes.find((one) => one.name === 'How It Works');
    const [, list = ''] = /Keys: (.*)/.exec(note?.parameters['content'] as string) ?? [];
    const keys = [...list.matchAll(/`(\w+)`/g)].map(([, key = '']) => key);
    for (const key of ['entityId', 'environment', 'sessionId', 'tier', 'url', 'visitorToken']) {
      expect(keys).toContain(key);
    }
    const values: Record<string, unknown> = {
      ...{ eventType: 'NOTE_ADDED', metadata: { note: 'Called' }, leadId: LEAD },
      ...{ entityId: 'post-42', environment: 'test', sessionId: 's-1', tier: 'clinic' },
      ...{ url: 'https://example.com/', visitorToken: 'v-1', userId: 'user-7' },
    };
    const sent = keys.filter((key) => key !== 'ignored').map((key) => [key, values[key] ?? null]);
    const snakeCase = (key: unknown) =>
      String(key).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const stored = async (event: object) => {
      const { status, body } = await stage.post(event);
      expect({ status, ignored: body['ignored'] }).toEqual({ status: 200, ignored: undefined });
      const [row] = await stage.database.query(
        `select lead_id, entity_id, environment, session_id, tier, url, visitor_token, user_id
         from lead_activity_log where id = $1`,
        [body['activityId']],
      );
      return row;
    };
    const expected = {
      ...{ lead_id: LEAD, entity_id: 'post-42', environment: 'test', session_id: 's-1' },
      ...{ tier: 'clinic', url: 'https://example.com/', visitor_token: 'v-1', user_id: 'user-7' },
    };
    expect(await stored(Object.fromEntries(sent))).toEqual(expected);
    const inSnakeCase = sent.map(([key, value]) => [snakeCase(key), value]);
    expect(await stored(Object.fromEntries(inSnakeCase))).toEqual(expected);
  });

  it('answers a batch event by event, in order, with the worst code', async () => {
    const events = [
      { ...SMS, eventId: 'batch-1' },
      { ...SMS, eventId: 'batch-2', event_type: 'MESSAGE_SNET' },
      { ...SMS, eventId: 'batch-3' },
    ];
    const { status, body } = await stage.post({ events });
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
    const answer = await stage.post(body);
    expect(answer).toMatchObject({ status: 400, body: { success: false, field: 'events' } });
  });

  it('answers 200 while the database is away, because the retry queue has the event', async () => {
    const { status, body } = await stage.post(
      { ...SMS, eventId: 'sms-5' },
      { port: await freePort() },
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({ success: true, outcome: 'deadLettered' });
    expect(body['message']).toEqual(expect.stringContaining('PostgreSQL'));
    expect(body).not.toHaveProperty('error');
  });

  it('answers 500 when neither database nor spool can keep the event', async () => {
    const circumstances = {
      port: await freePort(),
      configured: { spoolFolder: join(__filename, 'no-folder') },
    };
    const { status, body } = await stage.post({ ...SMS, eventId: 'sms-7' }, circumstances);
    expect(status).toBe(500);
    expect(body).toMatchObject({ success: false, outcome: 'lost' });
  });

  it('answers 500 when the credential is gone', async () => {
    const { status, body } = await stage.post(
      { ...SMS, eventId: 'sms-8' },
      { hasCredentials: false },
    );
    expect(status).toBe(500);
    expect(body).toMatchObject({ success: false, outcome: 'lost' });
  });

  it('hints at repeated deliveries when an event comes without its id', async () => {
    const hintsOf = async (event: object) =>
      (await stage.run('log-activity-api', { body: event })).hints('Log Activity');
    const { eventId: _, ...anonymous } = SMS;
    const [hint] = await hintsOf(anonymous);
    expect(hint?.message).toContain('1 event has no Dedupe Key');
    expect(await hintsOf({ ...SMS, eventId: 'sms-hint' })).toEqual([]);
  });
});
