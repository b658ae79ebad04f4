import { freePort } from '../../stand/freePort';
import { ANSWERS } from '../../stand/services/airtableAnswers';
import { messageReport, textingId } from '../../stand/services/simpleTextingReports';
import { LEAD_COLUMNS, LEAD_STATUS } from '../../workflows/definitions/leadTable';
import { keyOf, reply, SimpleTextingStage, someMessage } from './simpleTextingStage';

const STATUS = LEAD_COLUMNS.status;

let stage: SimpleTextingStage;
beforeAll(async () => {
  stage = await SimpleTextingStage.open('sms-reply-handler', 'sms-reply');
});
afterEach(() => stage.services.airtable.calm());
afterAll(() => stage.close());

const YEAR_BEFORE = '2024-11-07T08:15:05.000Z';

/** Whom the log has a message for, after it came. */
async function leadOf(message: ReturnType<typeof someMessage>) {
  await stage.post(reply(message));
  const [row] = await stage.rows(message.id);
  return row?.lead_airtable_id;
}

describe('sms-reply-handler.json', () => {
  it('logs a reply for the lead with the phone number, with its time and full text', async () => {
    const message = someMessage({ text: `"Yes" – it's {{ $json.phone }} 👍\nJ'` });
    const lead = stage.lead(message);
    const { status, body, run } = await stage.post(reply(message));
    expect({ status, body }).toEqual({
      status: 200,
      body: { success: true, outcome: 'written', activityId: expect.any(String) as string },
    });
    expect(await stage.rows(message.id)).toEqual([
      {
        event_type: 'INBOUND_REPLY',
        lead_airtable_id: lead.id,
        description: expect.stringContaining('Reply received: "Yes"') as string,
        message_content: message.text,
        metadata: { phone: message.contactPhone, simpletexting_id: message.id },
        timestamp: new Date(message.timestamp),
      },
    ]);
    expect(run.started).not.toContain('Find Leads to Stop');
    expect(lead.fields[STATUS]).toBe(LEAD_STATUS.active);
  });

  it('keeps the pictures of a reply that has no text', async () => {
    const message = someMessage();
    const mediaItems = [textingId('picture')];
    await stage.post(reply(message, { text: '', mediaItems }));
    expect(await stage.rows(message.id)).toMatchObject([
      { description: 'Reply received without a text', metadata: { media_items: mediaItems } },
    ]);
  });

  it('finds the lead in the log, by the last message to the phone, while Airtable is away', async () => {
    const message = someMessage();
    const { contactPhone } = message;
    await stage.sent(someMessage({ contactPhone }), 'recLastSent');
    await stage.sent(someMessage({ contactPhone, timestamp: YEAR_BEFORE }), 'recBefore');
    await stage.services.templates.post({
      eventType: 'MESSAGE_SENT',
      leadAirtableId: 'recTold',
      messageContent: `Call me at ${contactPhone}`,
      metadata: { phone: someMessage().contactPhone },
    });
    stage.services.airtable.answer('GET Leads', ANSWERS.serverError, { times: 2 });
    expect(await leadOf(message)).toBe('recLastSent');
  });

  it('takes the lead of the last message when Airtable knows nobody with the phone', async () => {
    const message = someMessage();
    await stage.sent({ ...someMessage(), contactPhone: message.contactPhone }, 'recMoved');
    expect(await leadOf(message)).toBe('recMoved');
  });

  it('takes the lead of the last message when Airtable has several with the phone', async () => {
    const message = someMessage();
    const leads = [stage.lead(message), stage.lead(message)];
    const [, last] = leads.map(({ id }) => id).sort();
    await stage.sent({ ...someMessage(), contactPhone: message.contactPhone }, last ?? '');
    expect(await leadOf(message)).toBe(last);
  });

  it('takes the only lead of Airtable, whoever was sent a message before', async () => {
    const message = someMessage();
    const lead = stage.lead(message);
    await stage.sent({ ...someMessage(), contactPhone: message.contactPhone }, 'recBefore');
    expect(await leadOf(message)).toBe(lead.id);
  });

  it.each([
    ['401', ANSWERS.wrongToken],
    ['404', ANSWERS.notFound],
    ['422', ANSWERS.unknownField('SMS Status')],
  ])('ends in error after the answer when Airtable says %s', async (status, answer) => {
    stage.services.airtable.answer('GET Leads', answer, { times: 2 });
    const { run, ...answered } = await stage.post(reply(someMessage()));
    expect(answered).toMatchObject({ status: 200, body: { outcome: 'written' } });
    expect(run.error('Tell About Lead')?.message).toContain(`HTTP ${status}`);
    expect(run.run.status).toBe('error');
  });

  it('writes one row for a reply that comes twice, also when its lead is known by then', async () => {
    const message = someMessage();
    const first = await stage.post(reply(message));
    stage.lead(message);
    const second = await stage.post(reply(message));
    expect(second).toMatchObject({ status: 200, body: { ...first.body, outcome: 'duplicate' } });
    expect(await stage.rows(message.id)).toHaveLength(1);
  });

  it('answers 200 while the database is away; the replay writes the reply when it was sent', async () => {
    const message = someMessage();
    const lead = stage.lead(message);
    const { status, body } = await stage.post(reply(message), { port: await freePort() });
    expect({ status, outcome: body['outcome'] }).toEqual({ status: 200, outcome: 'deadLettered' });
    await stage.services.templates.run('replay-retry-queue', {});
    expect(await stage.rows(message.id)).toMatchObject([
      { lead_airtable_id: lead.id, timestamp: new Date(message.timestamp) },
    ]);
  });

  it.each([
    ['values.text', { text: 'cut \u0000 off' }],
    ['values.text', { text: { body: 'Hi' } }],
    ['values.timestamp', { timestamp: 'yesterday' }],
  ])(
    'answers 400 and names %s when the log refuses it, and keeps the reply',
    async (field, values) => {
      const { status, body } = await stage.post(reply(someMessage(), values));
      expect({ status, body }).toMatchObject({
        status: 400,
        body: { success: false, outcome: 'parked', field },
      });
      expect(JSON.stringify(body)).not.toMatch(/Message Content|Timestamp/);
    },
  );

  const report = messageReport(someMessage());

  it.each([
    ['body', null],
    ['type', { ...report, type: 'OUTGOING_MESSAGE' }],
    ['values', { ...report, values: 'none' }],
    ['values.messageId', reply(someMessage({ id: '' }))],
    ['values.contactPhone', reply(someMessage({ contactPhone: '' }))],
    ['values.phone', { ...report, type: 'UNSUBSCRIBE_REPORT', values: { contactId: 'a' } }],
  ])('answers 400 and names %s when it is wrong', async (field, body) => {
    const answer = await stage.post(body);
    expect(answer).toMatchObject({
      status: 400,
      body: { success: false, field, error: expect.stringContaining(field) as string },
    });
    expect(answer.run.started).not.toContain('Find Reply in Log');
  });

  it('answers 401 to the key of another address, before anything else', async () => {
    const query = { key: keyOf('sms-delivery-status') };
    const { status, body, run } = await stage.request({ query, body: report });
    expect({ status, field: body['field'] }).toEqual({ status: 401, field: 'key' });
    expect(run.started).not.toContain('Read Reply');
  });

  it('shows the address with its key to a person who runs it by hand', async () => {
    const run = await stage.services.run('sms-reply-handler', {}, { startNode: 'Show Address' });
    expect(run.items('Address for SimpleTexting')[0]?.json).toEqual({
      address: `http://n8n.test/webhook/sms-reply?key=${keyOf('sms-reply')}`,
    });
    expect(run.started).not.toContain('Log Activity');
  });
});
