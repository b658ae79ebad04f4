import { REFUSALS } from '../../stand/services/simpleTextingAnswers';
import {
  LEAD_COLUMNS as LEAD,
  LEAD_PROGRESS,
  LEAD_STATUS,
} from '../../workflows/definitions/leadTable';
import { freePort } from '../../stand/freePort';
import { eventually } from '../support/eventually';
import { alarmOf, SchedulerStage } from './schedulerStage';

const { failed, sent, unsure } = LEAD_PROGRESS;

/** SimpleTexting tells neither in its documentation nor here whose fault it is. */
const FORBIDDEN = { status: 403, body: { errorCode: 'ERR_BLOCKED', message: 'Blocked' } };

let stage: SchedulerStage;
beforeAll(async () => {
  stage = await SchedulerStage.open();
});
afterAll(() => stage.close());
beforeEach(() => stage.clear());

/** Type and reason of the lead's only event. */
async function eventOf(lead: Parameters<SchedulerStage['eventsOf']>[0]) {
  const [event, ...others] = await stage.eventsOf(lead);
  expect(others).toEqual([]);
  const metadata = event?.['metadata'] as Record<string, unknown> | undefined;
  return { type: event?.['event_type'], code: metadata?.['error_code'], metadata };
}

describe('a message that SimpleTexting refuses', () => {
  it('is logged as failed with the reason, and the others of its batch are sent', async () => {
    const [first, refused, last] = [stage.addLead(), stage.addLead(), stage.addLead()];
    stage.services.simpleTexting.refused.set(
      refused.fields[LEAD.phone] as string,
      REFUSALS.unsubscribed,
    );
    await stage.runWell();
    expect(stage.progressOf([first, refused, last])).toEqual([sent, failed, sent]);
    expect(await eventOf(refused)).toEqual({
      type: 'MESSAGE_FAILED',
      code: 'ERR_CONTACT_UNSUBSCRIBED',
      metadata: {
        campaign_id: 'spring',
        phone: refused.fields[LEAD.phone],
        template_id: stage.messageTemplates[0]?.id,
        error_code: 'ERR_CONTACT_UNSUBSCRIBED',
        error_message: 'Contact is unsubscribed',
        attempts: 1,
      },
    });
  });

  it('is the fault of the lead when only that one is forbidden', async () => {
    const forbidden = stage.addLead();
    const others = stage.addLeads(11);
    stage.services.simpleTexting.refused.set(forbidden.fields[LEAD.phone] as string, FORBIDDEN);
    await stage.runWell();
    expect(stage.progressOf([forbidden])).toEqual([failed]);
    expect(await eventOf(forbidden)).toMatchObject({ type: 'MESSAGE_FAILED', code: 'ERR_BLOCKED' });
    expect(new Set(stage.messagesTo(others))).toEqual(new Set([1]));
  });

  it('is logged again when a person empties the cell and it is refused again', async () => {
    const refused = stage.addLead();
    stage.services.simpleTexting.refused.set(
      refused.fields[LEAD.phone] as string,
      REFUSALS.badPhone,
    );
    await stage.runWell();
    stage.services.leads.edit(refused, { [LEAD.progress]: null });
    await stage.runWell();
    expect(await stage.eventsOf(refused)).toHaveLength(2);
  });
});

describe('while SimpleTexting takes no messages', () => {
  it.each([
    ['the token is wrong', REFUSALS.wrongToken],
    ['there are no credits', REFUSALS.noCredits],
    ['it is asked too often', REFUSALS.tooFast],
    ['the account may send nothing', FORBIDDEN],
  ])('leads stay due and the run ends in error, because %s', async (_, answer) => {
    const leads = stage.addLeads(12);
    stage.services.simpleTexting.answer(answer, { times: 12 });
    const alarm = alarmOf(await stage.run());
    expect(alarm).toContain(`HTTP ${answer.status}`);
    expect(alarm).toContain('10 leads stay due');
    expect(new Set(stage.progressOf(leads))).toEqual(new Set([undefined]));
    stage.services.simpleTexting.calm();
    await stage.runWell();
    expect(new Set(stage.messagesTo(leads))).toEqual(new Set([1]));
    for (const lead of leads) expect(await eventOf(lead)).toMatchObject({ type: 'MESSAGE_SENT' });
  });

  it('leads stay due when nothing listens at its address', async () => {
    const lead = stage.addLead();
    const configured = { simpleTextingUrl: `http://127.0.0.1:${await freePort()}/v2/api` };
    expect(alarmOf(await stage.run({ configured }))).toContain('no answer');
    expect(stage.progressOf([lead])).toEqual([undefined]);
    expect(await stage.eventsOf(lead)).toEqual([]);
  });

  it('one that was asked for too fast goes out with the next batch', async () => {
    const leads = stage.addLeads(3);
    stage.services.simpleTexting.answer(REFUSALS.tooFast);
    await stage.runWell();
    expect(stage.messagesTo(leads)).toEqual([1, 1, 1]);
    expect(stage.progressOf(leads)).toEqual([sent, sent, sent]);
  });
});

describe('a message without a clear answer', () => {
  it.each([
    ['the connection breaks before', { kind: 'reset' }, 0],
    ['the connection breaks after it was sent', { kind: 'resetAfterCommit' }, 1],
    ['a gateway fails', { kind: 'answer', answer: REFUSALS.badGateway }, 0],
    ['SimpleTexting fails', { kind: 'answer', answer: REFUSALS.serverError }, 0],
    ['there is no id', { kind: 'answer', answer: { status: 201, body: {} } }, 0],
    [
      'it was moved',
      { kind: 'answer', answer: { status: 307, body: '', headers: { location: '/' } } },
      0,
    ],
  ] as const)('is never sent again, and a person is told, when %s', async (_, fault, count) => {
    const lead = stage.addLead();
    stage.services.simpleTexting.plan(fault);
    const alarm = alarmOf(await stage.run());
    expect(alarm).toContain('1 have "Unsure"');
    expect(alarm).not.toContain(lead.fields[LEAD.phone]);
    await stage.runWell();
    expect(stage.messagesTo([lead])).toEqual([count]);
    expect(stage.progressOf([lead])).toEqual([unsure]);
    const { type, metadata } = await eventOf(lead);
    expect(type).toBe('MESSAGE_FAILED');
    expect(metadata?.['error_message']).toContain('nobody knows');
  });

  it('does not stop the others when some go out', async () => {
    const leads = stage.addLeads(12);
    stage.services.simpleTexting.plan({ kind: 'resetAfterCommit' });
    await stage.runWell();
    expect(new Set(stage.messagesTo(leads))).toEqual(new Set([1]));
    expect(stage.progressOf(leads).filter((one) => one === unsure)).toHaveLength(1);
  });
});

describe('a lead that says STOP', () => {
  it('gets no message when it was claimed already', async () => {
    const lead = stage.addLead();
    const run = stage.runWell({ configured: { secondsBetweenBatches: 3 } });
    await eventually('the claim', () => stage.cell(lead, 'progress') === LEAD_PROGRESS.sending);
    stage.services.leads.edit(lead, { [LEAD.status]: LEAD_STATUS.stopped });
    await run;
    expect(stage.messagesTo([lead])).toEqual([0]);
    expect(stage.cell(lead, 'status')).toBe(LEAD_STATUS.stopped);
    expect(stage.progressOf([lead])).toEqual([undefined]);
  });

  it('stays stopped when a message was just on its way', async () => {
    const leads = stage.addLeads(2);
    const run = stage.runWell({ configured: { millisecondsBetweenMessages: 500 } });
    await eventually('the first message', () => stage.messages.length === 1);
    for (const lead of leads)
      stage.services.leads.edit(lead, { [LEAD.status]: LEAD_STATUS.stopped });
    await run;
    const statuses = leads.map((lead) => stage.cell(lead, 'status'));
    expect(statuses).toEqual([LEAD_STATUS.stopped, LEAD_STATUS.stopped]);
    expect(stage.progressOf(leads)).toEqual([sent, sent]);
  });
});
