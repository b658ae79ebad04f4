import { join } from 'node:path';
import { freePort } from '../../stand/freePort';
import { deliveryReport, textingId } from '../../stand/services/simpleTextingReports';
import { keyOf, SimpleTextingStage, someMessage } from './simpleTextingStage';

const PATH = 'sms-delivery-status';

let stage: SimpleTextingStage;
beforeAll(async () => {
  stage = await SimpleTextingStage.open('sms-delivery-status', PATH);
});
afterEach(() => stage.services.airtable.calm());
afterAll(() => stage.close());

describe('sms-delivery-status.json', () => {
  it('logs a delivery for the lead that the message was sent to, without asking Airtable', async () => {
    const message = someMessage();
    stage.lead(message);
    await stage.sent(message, 'recSentTo');
    const { status, body, run } = await stage.post(deliveryReport(message));
    expect({ status, body }).toEqual({
      status: 200,
      body: { success: true, outcome: 'written', activityId: expect.any(String) as string },
    });
    const [, row] = await stage.rows(message.id);
    expect(row).toMatchObject({
      event_type: 'MESSAGE_DELIVERED',
      lead_airtable_id: 'recSentTo',
      description: 'SMS delivered',
      metadata: {
        phone: message.contactPhone,
        simpletexting_id: message.id,
        carrier: 'Verizon',
        delivery_status: 'delivered',
      },
    });
    expect(run.started).not.toContain('Find Lead in Airtable');
  });

  it('logs what the carrier did not deliver as failed, in words', async () => {
    const message = someMessage();
    const lead = stage.lead(message);
    await stage.post(deliveryReport(message, 'NON_DELIVERED_REPORT'));
    expect(await stage.rows(message.id)).toMatchObject([
      {
        event_type: 'MESSAGE_FAILED',
        lead_airtable_id: lead.id,
        description: 'SMS failed: The carrier did not deliver the message.',
        metadata: { error_code: 'NON_DELIVERED', simpletexting_id: message.id },
      },
    ]);
  });

  it('writes one row for a report that comes twice', async () => {
    const message = someMessage();
    stage.lead(message);
    const first = await stage.post(deliveryReport(message));
    const second = await stage.post(deliveryReport(message));
    expect(second).toMatchObject({ status: 200, body: { ...first.body, outcome: 'duplicate' } });
    expect(await stage.rows(message.id)).toHaveLength(1);
  });

  it('answers 200 while the database is away; the replay writes the report with its lead', async () => {
    const message = someMessage();
    const lead = stage.lead(message);
    const { status, body } = await stage.post(deliveryReport(message), { port: await freePort() });
    expect({ status, outcome: body['outcome'] }).toEqual({ status: 200, outcome: 'deadLettered' });
    await stage.services.templates.run('replay-retry-queue', {});
    expect(await stage.rows(message.id)).toMatchObject([{ lead_airtable_id: lead.id }]);
  });

  it('answers 500 when neither database nor spool can keep the report', async () => {
    const { status, body } = await stage.post(deliveryReport(someMessage()), {
      port: await freePort(),
      configured: { spoolFolder: join(__filename, 'no-folder') },
    });
    expect({ status, outcome: body['outcome'] }).toEqual({ status: 500, outcome: 'lost' });
  });

  it('answers 409 to another report about a message that was reported already', async () => {
    const message = someMessage();
    await stage.post(deliveryReport(message));
    const other = { ...message, contactPhone: '4085559999' };
    const { status, body } = await stage.post(deliveryReport(other));
    expect({ status, field: body['field'] }).toEqual({ status: 409, field: 'values.messageId' });
    expect(body['error']).not.toMatch(/Dedupe Key/);
  });

  const report = deliveryReport(someMessage());
  it.each([
    ['body', 'hello'],
    ['body', [report]],
    ['type', { ...report, type: undefined }],
    ['type', { ...report, type: 'INCOMING_MESSAGE' }],
    ['type', { ...report, type: 'constructor' }],
    ['values', { ...report, values: undefined }],
    ['values', { ...report, values: [] }],
    ['values.messageId', { ...report, values: { ...report.values, messageId: undefined } }],
    ['values.messageId', { ...report, values: { ...report.values, messageId: { id: 'a' } } }],
    ['values.messageId', { ...report, values: { ...report.values, messageId: "a' OR 'a" } }],
    ['values.contactPhone', { ...report, values: { ...report.values, contactPhone: null } }],
    ['values.contactPhone', { ...report, values: { ...report.values, contactPhone: 'none' } }],
  ])('answers 400 and names %s when it is wrong', async (field, body) => {
    const answer = await stage.post(body);
    expect(answer).toMatchObject({
      status: 400,
      body: { success: false, field, error: expect.stringContaining(field) as string },
    });
    expect(answer.run.started).not.toContain('Find Message in Log');
  });

  it.each([
    ['a NUL \u0000 character', 'a NUL  character'],
    ['half a pair \ud83d', 'half a pair \ufffd'],
    ['T'.repeat(300), 'T'.repeat(100)],
    [{ name: 'Verizon' }, undefined],
    [null, undefined],
  ])('lets the carrier %j hold up no report', async (carrier, logged) => {
    const message = someMessage();
    const { values, ...rest } = deliveryReport(message);
    const { status } = await stage.post({ ...rest, values: { ...values, carrier } });
    expect(status).toBe(200);
    const [row] = await stage.rows(message.id);
    expect(row?.metadata['carrier']).toBe(logged);
  });

  it.each([
    ['no key', {}],
    ['an empty key', { key: '' }],
    ['a wrong key', { key: textingId('no key') }],
    ['a key that is too short', { key: keyOf(PATH).slice(1) }],
    ['the key twice', { key: [keyOf(PATH), keyOf(PATH)] }],
    ['the key of another address', { key: keyOf('sms-reply') }],
  ])('answers 401 to %s, before anything else', async (_, query) => {
    const { status, body, run } = await stage.request({ query, body: 'hello' });
    expect({ status, body }).toEqual({
      status: 401,
      body: { success: false, field: 'key', error: expect.stringContaining('key') as string },
    });
    expect(run.started).not.toContain('Read Report');
    expect(JSON.stringify(body)).not.toContain(keyOf(PATH));
  });

  it('shows the address with its key to a person who runs it by hand, and does no more', async () => {
    const run = await stage.services.run('sms-delivery-status', {}, { startNode: 'Show Address' });
    expect(run.run.status).toBe('success');
    expect(run.items('Address for SimpleTexting')[0]?.json).toEqual({
      address: `http://n8n.test/webhook/${PATH}?key=${keyOf(PATH)}`,
    });
    expect(run.responses).toEqual([]);
    expect(run.started).not.toContain('Log Activity');
  });
});
