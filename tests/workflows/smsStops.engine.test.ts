import { join } from 'node:path';
import { freePort } from '../../stand/freePort';
import { ANSWERS } from '../../stand/services/airtableAnswers';
import { LEAD_COLUMNS, LEAD_STATUS } from '../../workflows/definitions/leadTable';
import { STOP_CONFIGURATION } from '../../workflows/definitions/stopLeads';
import { reply, SimpleTextingStage, someMessage } from './simpleTextingStage';

const STATUS = LEAD_COLUMNS.status;

let stage: SimpleTextingStage;
beforeAll(async () => {
  stage = await SimpleTextingStage.open('sms-reply-handler', 'sms-reply');
});
afterEach(() => stage.services.airtable.calm());
afterAll(() => stage.close());

describe('sms-reply-handler.json, after an opt-out', () => {
  it('stops every lead with the phone number, and no other', async () => {
    const message = someMessage({ text: 'STOP' });
    const other = stage.lead(someMessage());
    const leads = [stage.lead(message), stage.lead(message, { Phone: `1${message.contactPhone}` })];
    const { run } = await stage.post(reply(message));
    expect(leads.map(({ fields }) => fields[STATUS])).toEqual(['Stopped', 'Stopped']);
    expect(other.fields[STATUS]).toBe(LEAD_STATUS.active);
    expect(run.run.status).toBe('success');
  });

  it('answers before it stops the lead', async () => {
    const message = someMessage({ text: 'STOP' });
    stage.lead(message);
    const { run } = await stage.post(reply(message));
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
    const { run } = await stage.post(reply(message));
    expect(lead.fields[STATUS]).toBe(LEAD_STATUS.stopped);
    expect(run.run.status).toBe('success');
  });

  it('stops the lead once Airtable is back, although it was away for the answer', async () => {
    const message = someMessage({ text: 'STOP' });
    const lead = stage.lead(message);
    const { airtable } = stage.services;
    airtable.answer('GET Leads', ANSWERS.rateLimit, { times: 3 });
    airtable.plan('PATCH Leads', { kind: 'reset' });
    const { status, body, run } = await stage.post(reply(message));
    expect({ status, outcome: body['outcome'] }).toEqual({ status: 200, outcome: 'written' });
    expect(lead.fields[STATUS]).toBe(LEAD_STATUS.stopped);
    expect(run.run.status).toBe('success');
  });

  it('ends in error, without the phone number, when Airtable does not take the status', async () => {
    const message = someMessage({ text: 'STOP' });
    stage.lead(message);
    stage.services.airtable.answer('PATCH Leads', ANSWERS.serverError, { times: 3 });
    const { status, run } = await stage.post(reply(message), {
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
    const { status } = await stage.post(reply(message), {
      port: await freePort(),
      configured: { spoolFolder: join(__filename, 'no-folder') },
    });
    expect(status).toBe(500);
    expect(lead.fields[STATUS]).toBe(LEAD_STATUS.stopped);
  });

  it('ends in error, without the phone number, when an opt-out stopped nobody', async () => {
    const message = someMessage({ text: 'STOP' });
    const { status, run } = await stage.post(reply(message));
    expect(status).toBe(200);
    const alarm = run.error('Tell About Lead')?.message ?? '';
    expect(alarm).toContain('An opt-out stopped nobody');
    expect(alarm).not.toContain(message.contactPhone);
    expect(run.run.status).toBe('error');
  });

  it('needs no alarm for a lead who was stopped before', async () => {
    const message = someMessage({ text: 'STOP' });
    stage.lead(message, { [STATUS]: LEAD_STATUS.stopped });
    const { run } = await stage.post(reply(message));
    expect(run.run.status).toBe('success');
  });

  it('is put aside between two looks, so that it outlives a restart of n8n', async () => {
    const message = someMessage({ text: 'STOP' });
    stage.lead(message);
    const { stopPauseSeconds } = STOP_CONFIGURATION;
    const { status, run } = await stage.post(reply(message), { configured: { stopPauseSeconds } });
    expect(status).toBe(200);
    expect(run.run.waitTill).toBeInstanceOf(Date);
  });

  it('makes the option Stopped in a table that does not have it yet', async () => {
    const message = someMessage({ text: 'STOP' });
    const lead = stage.lead(message);
    const { columns } = stage.services.leads;
    columns.set(STATUS, [LEAD_STATUS.active]);
    await stage.post(reply(message));
    columns.set(STATUS, Object.values(LEAD_STATUS));
    expect(lead.fields[STATUS]).toBe(LEAD_STATUS.stopped);
  });
});
