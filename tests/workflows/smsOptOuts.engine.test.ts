import { unsubscribeReport } from '../../stand/services/simpleTextingReports';
import { LEAD_COLUMNS, LEAD_STATUS } from '../../workflows/definitions/leadTable';
import { reply, SimpleTextingStage, someMessage } from './simpleTextingStage';

const STATUS = LEAD_COLUMNS.status;

let stage: SimpleTextingStage;
beforeAll(async () => {
  stage = await SimpleTextingStage.open('sms-reply-handler', 'sms-reply');
});
afterEach(() => stage.services.airtable.calm());
afterAll(() => stage.close());

describe('sms-reply-handler.json', () => {
  it.each([
    ['STOP', 'STOP'],
    ['stop', 'STOP'],
    ['  Stop.\n', 'STOP'],
    ['“Stop!”', 'STOP'],
    ['STOP 🛑', 'STOP'],
    ['ST\u200bOP', 'STOP'],
    ['ＳＴＯＰ', 'STOP'],
    ['Stop all', 'STOP ALL'],
    ['stop-ALL', 'STOP ALL'],
    ['StopAll', 'STOP ALL'],
    ['S.T.O.P', 'STOP'],
    ['STOP stop', 'STOP'],
    ['opt-out', 'OPT OUT'],
    ['OPTOUT', 'OPT OUT'],
    ['Revoke', 'REVOKE'],
    ['unsubscribe', 'UNSUBSCRIBE'],
    ['Quit', 'QUIT'],
    ['cancel', 'CANCEL'],
    ['end', 'END'],
  ])('takes %j for an opt-out', async (text, keyword) => {
    const message = someMessage({ text });
    const lead = stage.lead(message);
    await stage.post(reply(message));
    expect(await stage.rows(message.id)).toMatchObject([
      {
        event_type: 'OPT_OUT',
        lead_airtable_id: lead.id,
        description: `Opted out of SMS: ${keyword}`,
        message_content: text,
        metadata: { keyword, simpletexting_id: message.id },
      },
    ]);
    expect(lead.fields[STATUS]).toBe(LEAD_STATUS.stopped);
  });

  it.each([
    ["Don't stop!"],
    ['Stop by at 5'],
    ['Cancel my appointment'],
    ['The end'],
    ['END 2'],
    ['Unstop'],
    ['START'],
    ['STOP please'],
    ['🛑'],
    [''],
  ])('takes %j for a reply', async (text) => {
    const message = someMessage({ text });
    const lead = stage.lead(message);
    await stage.post(reply(message));
    expect(await stage.rows(message.id)).toMatchObject([{ event_type: 'INBOUND_REPLY' }]);
    expect(lead.fields[STATUS]).toBe(LEAD_STATUS.active);
  });

  it('takes further words of Configuration for an opt-out', async () => {
    const message = someMessage({ text: '¡Alto!' });
    stage.lead(message);
    await stage.post(reply(message), { configured: { optOutWords: 'STOP, alto' } });
    expect(await stage.rows(message.id)).toMatchObject([{ metadata: { keyword: 'ALTO' } }]);
  });

  it.each([
    ['none', undefined],
    ['null', null],
    ['a number', 12345],
    ['an odd one', 'SM:1'],
  ])('takes a STOP whose message id is %s for an opt-out, once', async (_, messageId) => {
    const message = someMessage({ text: 'STOP' });
    const lead = stage.lead(message);
    const report = { ...reply(message, { messageId }), reportId: undefined };
    const first = await stage.post(report);
    const second = await stage.post(report);
    expect([first.body['outcome'], second.body['outcome']]).toEqual(['written', 'duplicate']);
    const time = message.timestamp.replaceAll(':', '');
    expect(await stage.rows(`${message.contactPhone}-${time}-STOP`)).toHaveLength(1);
    expect(lead.fields[STATUS]).toBe(LEAD_STATUS.stopped);
  });

  it.each([
    ['0014085559101', '4085559101'],
    ['+1 (408) 555-9102', '4085559102'],
    ['４０８５５５９１０３', '4085559103'],
  ])('stops the lead of %s', async (contactPhone, inAirtable) => {
    const lead = stage.lead(someMessage({ contactPhone: inAirtable }));
    await stage.post(reply(someMessage({ text: 'STOP', contactPhone })));
    expect(lead.fields[STATUS]).toBe(LEAD_STATUS.stopped);
  });

  it('logs an unsubscription that SimpleTexting reports, and stops the lead', async () => {
    const message = someMessage();
    const { contactPhone } = message;
    const lead = stage.lead(message);
    const report = unsubscribeReport(contactPhone);
    await stage.post(report);
    const second = await stage.post(report);
    expect(second).toMatchObject({ status: 200, body: { outcome: 'duplicate' } });
    expect(await stage.rows(report.reportId)).toMatchObject([
      {
        event_type: 'OPT_OUT',
        lead_airtable_id: lead.id,
        description: 'Opted out of SMS: unsubscribed at SimpleTexting',
        metadata: { phone: contactPhone },
      },
    ]);
    expect(lead.fields[STATUS]).toBe(LEAD_STATUS.stopped);
  });
});
