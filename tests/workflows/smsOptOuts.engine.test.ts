import { join } from 'node:path';
import { freePort } from '../../stand/freePort';
import { ANSWERS } from '../../stand/services/airtableAnswers';
import { unsubscribeReport } from '../../stand/services/simpleTextingReports';
import { LEAD_COLUMNS, LEAD_STATUS } from '../../workflows/definitions/leadTable';
import { postReply, reply, SimpleTextingStage, someMessage } from './simpleTextingStage';

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
    ['StopAll', 'STOPALL'],
    ['unsubscribe', 'UNSUBSCRIBE'],
    ['Quit', 'QUIT'],
    ['cancel', 'CANCEL'],
    ['end', 'END'],
  ])('takes %j for an opt-out', async (text, keyword) => {
    const message = someMessage({ text });
    const lead = stage.lead(message);
    await postReply(stage, reply(message));
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
    ['🛑'],
    [''],
  ])('takes %j for a reply', async (text) => {
    const message = someMessage({ text });
    const lead = stage.lead(message);
    await postReply(stage, reply(message));
    expect(await stage.rows(message.id)).toMatchObject([{ event_type: 'INBOUND_REPLY' }]);
    expect(lead.fields[STATUS]).toBe(LEAD_STATUS.active);
  });

  it('takes further words of Configuration for an opt-out', async () => {
    const message = someMessage({ text: 'Opt out' });
    await postReply(stage, reply(message), { configured: { optOutWords: 'STOP, opt-out' } });
    expect(await stage.rows(message.id)).toMatchObject([{ metadata: { keyword: 'OPT OUT' } }]);
  });

  it('logs an unsubscription that SimpleTexting reports, and stops the lead', async () => {
    const { contactPhone } = someMessage();
    const lead = stage.lead({ ...someMessage(), contactPhone });
    const report = unsubscribeReport(contactPhone);
    await postReply(stage, report);
    const second = await postReply(stage, report);
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

  it('stops every lead with the phone number, and no other', async () => {
    const message = someMessage({ text: 'STOP' });
    const other = stage.lead(someMessage());
    const leads = [stage.lead(message), stage.lead(message, { Phone: `1${message.contactPhone}` })];
    const { run } = await postReply(stage, reply(message));
    expect(leads.map(({ fields }) => fields[STATUS])).toEqual(['Stopped', 'Stopped']);
    expect(other.fields[STATUS]).toBe(LEAD_STATUS.active);
    expect(run.run.status).toBe('success');
  });

  it('answers before it stops the lead', async () => {
    const message = someMessage({ text: 'STOP' });
    stage.lead(message);
    const { run } = await postReply(stage, reply(message));
    const [answered, stopped] = ['Answer with Outcome', 'Find Leads to Stop'];
    expect(run.started.indexOf(answered)).toBeLessThan(run.started.indexOf(stopped));
  });

  it('stops the lead again when somebody wrote over it in the meantime', async () => {
    const message = someMessage({ text: 'STOP' });
    const lead = stage.lead(message);
    const { airtable } = stage.services;
    airtable.plan('PATCH Leads', {
      kind: 'answer',
      answer: { status: 200, body: { id: lead.id, fields: {} } },
    });
    const { run } = await postReply(stage, reply(message));
    expect(lead.fields[STATUS]).toBe(LEAD_STATUS.stopped);
    expect(run.run.status).toBe('success');
  });

  it('stops the lead once Airtable is back, although it was away for the answer', async () => {
    const message = someMessage({ text: 'STOP' });
    const lead = stage.lead(message);
    const { airtable } = stage.services;
    airtable.answer('GET Leads', ANSWERS.rateLimit, { times: 4 });
    airtable.plan('PATCH Leads', { kind: 'reset' });
    const { status, body, run } = await postReply(stage, reply(message));
    expect({ status, outcome: body['outcome'] }).toEqual({ status: 200, outcome: 'written' });
    expect(lead.fields[STATUS]).toBe(LEAD_STATUS.stopped);
    expect(run.run.status).toBe('success');
  });

  it('ends in error, without the phone number, when Airtable does not take the status', async () => {
    const message = someMessage({ text: 'STOP' });
    stage.lead(message);
    stage.services.airtable.answer('PATCH Leads', ANSWERS.serverError, { times: 3 });
    const { status, run } = await postReply(stage, reply(message), {
      configured: { stopLooks: 3 },
    });
    expect(status).toBe(200);
    const alarm = run.error('Raise the Alarm')?.message ?? '';
    expect(alarm).toContain('Airtable did not take the status Stopped');
    expect(alarm).not.toContain(message.contactPhone);
    expect(run.run.status).toBe('error');
  });

  it('stops the lead even when nothing could keep the event', async () => {
    const message = someMessage({ text: 'STOP' });
    const lead = stage.lead(message);
    const { status } = await postReply(stage, reply(message), {
      port: await freePort(),
      configured: { spoolFolder: join(__filename, 'no-folder') },
    });
    expect(status).toBe(500);
    expect(lead.fields[STATUS]).toBe(LEAD_STATUS.stopped);
  });
});
