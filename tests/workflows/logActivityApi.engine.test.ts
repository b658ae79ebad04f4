import { join } from 'node:path';
import { freePort } from '../../stand/freePort';
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
    expect(body).toMatchObject({ success: false, outcome: 'conflict' });
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
    expect(body).toMatchObject({ success: false, outcome: 'parked', field: 'Timestamp' });
    expect(body['hint']).toEqual(expect.stringContaining('ISO 8601'));
    const kept = await stage.database.query(
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
    const { status, body } = await stage.post({ ...SMS, eventId: 'sms-8' }, { credentials: {} });
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
