import {
  AUDIT_COLUMNS as AUDIT,
  LEAD_COLUMNS as LEAD,
  LEAD_PROGRESS,
  LEAD_STATUS,
  TABLES,
} from '../../workflows/definitions/leadTable';
import { freePort } from '../../stand/freePort';
import { SchedulerStage } from './schedulerStage';

const HOUR_MS = 3_600_000;

let stage: SchedulerStage;
beforeAll(async () => {
  stage = await SchedulerStage.open();
});
afterAll(() => stage.close());
beforeEach(() => stage.clear());

describe('sms-scheduler.json', () => {
  it('sends what is due, logs it with the id of SimpleTexting, and moves the lead on', async () => {
    const lead = stage.addLead({ [LEAD.phone]: '+1 (408) 555-1234' });
    const before = Date.now();
    await stage.runWell();
    const [message, ...others] = stage.messages;
    expect(others).toEqual([]);
    expect(message).toMatchObject({
      contactPhone: '4085551234',
      text: 'Hey John, saw your form.',
      mode: 'AUTO',
    });
    const events = await stage.eventsOf(lead);
    expect(events).toMatchObject([
      {
        event_type: 'MESSAGE_SENT',
        event_category: 'SMS',
        message_content: 'Hey John, saw your form.',
        entity_id: message?.id,
        source: 'n8n:workflow-1',
        metadata: {
          campaign_id: 'spring',
          phone: '4085551234',
          template_id: stage.messageTemplates[0]?.id,
          simpletexting_id: message?.id,
          sequence_position: 1,
        },
      },
    ]);
    // Before the provider's time of sending, so that receipts and replies come after it.
    const at = (events[0]?.['timestamp'] as Date).getTime();
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.parse(message?.timestamp ?? ''));
    expect(stage.cell(lead, 'step')).toBe(2);
    expect(stage.cell(lead, 'progress')).toBe(LEAD_PROGRESS.sent);
    const next = Date.parse(stage.cell(lead, 'nextAt') as string);
    expect(next).toBeGreaterThanOrEqual(before + 24 * HOUR_MS);
    expect(next).toBeLessThanOrEqual(Date.now() + 24 * HOUR_MS);
  });

  it('goes through all due leads ten by ten, those that wait longest first', async () => {
    const leads = stage.addLeads(13);
    const oldest = stage.addLead({ [LEAD.nextAt]: '2025-01-01T00:00:00.000Z' });
    await stage.runWell({ startNode: 'Run by Hand' });
    const { messages } = stage;
    expect(messages).toHaveLength(14);
    const firstBatch = messages.slice(0, 10).map(({ contactPhone }) => contactPhone);
    expect(firstBatch).toContain(stage.cell(oldest, 'phone'));
    expect(new Set(stage.messagesTo([...leads, oldest]))).toEqual(new Set([1]));
    for (const lead of leads) expect(await stage.eventsOf(lead)).toHaveLength(1);
  });

  it('stops after as many batches as Configuration allows', async () => {
    stage.addLeads(25);
    await stage.runWell({ configured: { batchesPerRun: 2 } });
    expect(stage.messages).toHaveLength(20);
  });

  it('sends nothing a second time', async () => {
    const lead = stage.addLead();
    await stage.runWell();
    const finished = await stage.runWell();
    expect(finished.started).not.toContain('Claim Leads');
    expect(stage.messagesTo([lead])).toEqual([1]);
  });

  it.each([
    ['is due later', { [LEAD.nextAt]: new Date(Date.now() + HOUR_MS).toISOString() }],
    ['has no time', { [LEAD.nextAt]: null }],
    ['was stopped', { [LEAD.status]: LEAD_STATUS.stopped }],
    ['is being sent to', { [LEAD.progress]: LEAD_PROGRESS.sending }],
    ['failed', { [LEAD.progress]: LEAD_PROGRESS.failed }],
    ['is unsure', { [LEAD.progress]: LEAD_PROGRESS.unsure }],
    ['has had all', { [LEAD.progress]: LEAD_PROGRESS.completed }],
  ])('leaves a lead alone that %s', async (_, cells) => {
    const lead = stage.addLead(cells);
    const before = { ...lead.fields };
    await stage.runWell();
    expect(stage.services.leads.find(lead.id)?.fields).toEqual(before);
    expect(stage.messages).toEqual([]);
  });

  it('completes a lead with the last message of its campaign', async () => {
    const lead = stage.addLead({ [LEAD.step]: 2, [LEAD.lastName]: 'Smith' });
    await stage.runWell();
    expect(stage.messages[0]?.text).toBe('Still there, John Smith?');
    expect(stage.progressOf([lead])).toEqual([LEAD_PROGRESS.completed]);
    expect(stage.cell(lead, 'nextAt')).toBeUndefined();
  });

  it('completes a lead without a message when its campaign has no further one', async () => {
    const lead = stage.addLead({ [LEAD.step]: 3 });
    await stage.runWell();
    expect(stage.progressOf([lead])).toEqual([LEAD_PROGRESS.completed]);
    expect(await stage.eventsOf(lead)).toEqual([]);
  });

  it('finds a message template on a later page', async () => {
    for (let i = 1; i <= 120; i++) stage.addTemplate(i, 'Not this one', 'other');
    stage.addTemplate(1, 'Of the last page', 'late');
    const lead = stage.addLead({ [LEAD.campaign]: 'late' });
    await stage.runWell();
    expect(stage.messagesTo([lead])).toEqual([1]);
    expect(stage.messages[0]?.text).toBe('Of the last page');
  });

  it('has a word for a lead without a first name, and puts a name in as it is', async () => {
    stage.addLead({ [LEAD.firstName]: null });
    stage.addLead({ [LEAD.firstName]: '$& {email}' });
    await stage.runWell();
    const texts = stage.messages.map(({ text }) => text);
    expect(texts).toEqual(['Hey there, saw your form.', 'Hey $& {email}, saw your form.']);
  });

  it('goes on while the database is away, and the replay puts the events in', async () => {
    const leads = stage.addLeads(2);
    await stage.runWell({ port: await freePort() });
    expect(stage.progressOf(leads)).toEqual([LEAD_PROGRESS.sent, LEAD_PROGRESS.sent]);
    for (const lead of leads) expect(await stage.eventsOf(lead)).toEqual([]);
    await stage.services.run('replay-retry-queue', {});
    for (const lead of leads) {
      expect(await stage.eventsOf(lead)).toMatchObject([{ event_type: 'MESSAGE_SENT' }]);
    }
  });

  it('writes SMS_Audit too while Configuration says so, one row per message', async () => {
    const lead = stage.addLead();
    const refused = stage.addLead({ [LEAD.phone]: '12' });
    // Written, and the answer is lost: the next try must not write it again.
    stage.services.airtable.plan(
      `PATCH ${TABLES.audit}`,
      { kind: 'resetAfterCommit' },
      { times: 2 },
    );
    await stage.runWell({ configured: { writeSmsAudit: true } });
    const rows = stage.services.airtable.table(TABLES.audit).records.map(({ fields }) => fields);
    expect(rows).toHaveLength(2);
    expect(rows.find((row) => row[AUDIT.leadId] === lead.id)).toEqual({
      [AUDIT.leadId]: lead.id,
      [AUDIT.phone]: lead.fields[LEAD.phone],
      [AUDIT.campaign]: 'spring',
      [AUDIT.templateId]: stage.messageTemplates[0]?.id,
      [AUDIT.message]: 'Hey John, saw your form.',
      [AUDIT.status]: 'Sent',
      [AUDIT.messageId]: stage.messages[0]?.id,
      [AUDIT.sentAt]: expect.any(String) as string,
    });
    expect(rows.find((row) => row[AUDIT.leadId] === refused.id)).toMatchObject({
      [AUDIT.status]: 'Failed',
      [AUDIT.error]: 'The phone number does not have ten digits.',
    });
  });

  it('leaves SMS_Audit alone once Configuration says so', async () => {
    stage.addLead();
    const finished = await stage.runWell();
    expect(finished.started).not.toContain('Write SMS_Audit');
  });
});
