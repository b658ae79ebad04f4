import { join } from 'node:path';
import { ANSWERS } from '../../stand/services/airtableAnswers';
import { freePort } from '../../stand/freePort';
import { LEAD_COLUMNS as LEAD, LEAD_PROGRESS, TABLES } from '../../workflows/definitions/leadTable';
import { eventually } from '../support/eventually';
import { alarmOf, SchedulerStage } from './schedulerStage';

const { failed, sending, sent } = LEAD_PROGRESS;

let stage: SchedulerStage;
beforeAll(async () => {
  stage = await SchedulerStage.open();
});
afterAll(() => stage.close());
beforeEach(() => stage.clear());

const serverError = { kind: 'answer', answer: ANSWERS.serverError } as const;

/** One lead that cannot be sent to, and three that can. */
function addMixedBatch() {
  const bad = stage.addLead({ [LEAD.phone]: '12' });
  return [bad, ...stage.addLeads(3)] as const;
}

describe('an event that nothing can keep', () => {
  const nowhere = async () => ({
    port: await freePort(),
    configured: { spoolFolder: join(__filename, 'no-folder') },
  });

  it('ends the run in error, after the leads were updated', async () => {
    const leads = stage.addLeads(12);
    const alarm = alarmOf(await stage.run(await nowhere()));
    expect(alarm).toContain('10 events of this batch could be kept nowhere');
    expect(alarm).toContain('10 messages of this batch went out');
    expect(stage.messages).toHaveLength(10);
    expect(stage.progressOf(leads).filter((one) => one === sent)).toHaveLength(10);
  });

  it('of a lead that cannot be sent to keeps the others of its batch from nothing', async () => {
    const leads = addMixedBatch();
    const alarm = alarmOf(await stage.run(await nowhere()));
    expect(alarm).toContain('4 events of this batch could be kept nowhere');
    expect(alarm).toContain('3 messages of this batch went out');
    expect(stage.progressOf(leads)).toEqual([failed, sent, sent, sent]);
  });
});

describe('what became of a batch', () => {
  it('is told lead by lead when Airtable takes none of it', async () => {
    const leads = addMixedBatch();
    stage.services.airtable.plan(`PATCH ${TABLES.leads}`, serverError, { after: 1, times: 99 });
    const alarm = alarmOf(await stage.run());
    expect(alarm).toContain('what became of 4 leads');
    expect(alarm).toContain('3 messages of this batch went out');
    for (const { id } of leads) expect(alarm).toContain(id);
    expect(stage.messagesTo(leads)).toEqual([0, 1, 1, 1]);
    expect(stage.progressOf(leads)).toEqual([sending, sending, sending, sending]);
  });

  it('is written of the others when a lead was deleted while it was sent', async () => {
    const leads = stage.addLeads(4);
    const run = stage.run({ configured: { millisecondsBetweenMessages: 300 } });
    await eventually('the first message', () => stage.messages.length === 1);
    const [deleted, ...others] = [leads[3], leads[0], leads[1], leads[2]].filter(
      (lead) => lead !== undefined,
    );
    if (deleted !== undefined) stage.services.leads.delete(deleted);
    const alarm = alarmOf(await run);
    expect(alarm).toContain('what became of 1 leads');
    expect(alarm).toContain(deleted?.id);
    for (const { id } of others) expect(alarm).not.toContain(id);
    expect(stage.progressOf(others)).toEqual([sent, sent, sent]);
  });
});

describe('what concerns no message', () => {
  it('of SMS_Audit is told when all batches are sent', async () => {
    const leads = stage.addLeads(12);
    stage.services.airtable.plan(`PATCH ${TABLES.audit}`, serverError, { times: 10 });
    const alarm = alarmOf(await stage.run({ configured: { writeSmsAudit: true } }));
    expect(alarm).toContain('the rows of 1 batches for SMS_Audit');
    expect(new Set(stage.progressOf(leads))).toEqual(new Set([sent]));
    expect(stage.services.airtable.table(TABLES.audit).records).toHaveLength(2);
  });

  it('of a parked event is told when all batches are sent', async () => {
    const leads = stage.addLeads(12);
    const sameId = { status: 201, body: { id: 'given-twice', credits: 1 } };
    stage.services.simpleTexting.answer(sameId, { times: 2 });
    expect(alarmOf(await stage.run())).toContain('1 events are parked');
    expect(new Set(stage.progressOf(leads))).toEqual(new Set([sent]));
  });
});
