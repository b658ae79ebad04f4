import { freePort } from '../../stand/freePort';
import { ANSWERS } from '../../stand/services/airtableAnswers';
import { deliveryReport } from '../../stand/services/simpleTextingReports';
import { ANSWER_BUDGET } from '../../workflows/definitions/answerBudget';
import { LEAD_COLUMNS, LEAD_PROGRESS } from '../../workflows/definitions/leadTable';
import { eventually } from '../support/eventually';
import { SimpleTextingStage, someMessage } from './simpleTextingStage';

let stage: SimpleTextingStage;
beforeAll(async () => {
  stage = await SimpleTextingStage.open('sms-delivery-status', 'sms-delivery-status');
});
afterEach(() => stage.services.airtable.calm());
afterAll(() => stage.close());

/** With whom the log has a report, after it came. */
async function leadOf(message: ReturnType<typeof someMessage>) {
  await stage.post(deliveryReport(message));
  const [row] = (await stage.rows(message.id)).slice(-1);
  return row?.lead_airtable_id;
}

/** Whether the log was asked something since this call, and has answered. */
async function lookInLog(): Promise<() => Promise<boolean>> {
  const { database } = stage.services;
  const [start] = await database.query<{ at: string }>('select clock_timestamp()::text as at');
  return async () => {
    const answered = await database.query(
      `select from pg_stat_activity
       where datname = current_database() and application_name = 'n8n-nodes-activity-log'
         and state = 'idle' and query_start > $1::timestamptz`,
      [start?.at],
    );
    return answered.length > 0;
  };
}

/** Two rows with one phone number, that of the lower record id first. */
function twoLeads(message: ReturnType<typeof someMessage>) {
  const leads = [stage.lead(message), stage.lead(message)];
  return leads.sort((one, other) => (one.id < other.id ? -1 : 1));
}

describe('the lead of a delivery report', () => {
  it.each([
    ['4085559001', '(408) 555-9001'],
    ['4085559002', '+1 408-555-9002'],
    ['+14085559003', '4085559003'],
    ['1 (408) 555.9004', '14085559004'],
  ])('finds the lead of %s by the phone %s in Airtable', async (contactPhone, inAirtable) => {
    const message = someMessage({ contactPhone });
    const lead = stage.lead(message, { Phone: inAirtable });
    await stage.post(deliveryReport(message));
    expect(await stage.rows(message.id)).toMatchObject([
      {
        lead_airtable_id: lead.id,
        metadata: { phone: expect.stringMatching(/^408555900\d$/) as string },
      },
    ]);
  });

  it('takes always the same of several leads with one phone number', async () => {
    const message = someMessage();
    const [first] = [stage.lead(message), stage.lead(message)];
    stage.services.airtable.answer('GET Leads', {
      status: 200,
      body: { records: [{ id: 'recZ' }, { id: first.id }] },
    });
    await stage.post(deliveryReport(message));
    expect(await stage.rows(message.id)).toMatchObject([{ lead_airtable_id: first.id }]);
  });

  it('logs without a lead when nobody has the phone number', async () => {
    const message = someMessage();
    const { status } = await stage.post(deliveryReport(message));
    expect(status).toBe(200);
    expect(await stage.rows(message.id)).toMatchObject([{ lead_airtable_id: null }]);
  });

  it('takes a repeated report for the same although its lead has become known meanwhile', async () => {
    const message = someMessage();
    await stage.post(deliveryReport(message));
    stage.lead(message);
    const { status, body } = await stage.post(deliveryReport(message));
    expect({ status, outcome: body['outcome'] }).toEqual({ status: 200, outcome: 'duplicate' });
    expect(await stage.rows(message.id)).toHaveLength(1);
  });

  it('is asked for again when Airtable breaks off', async () => {
    const message = someMessage();
    const lead = stage.lead(message);
    stage.services.airtable.plan('GET Leads', { kind: 'reset' });
    await stage.post(deliveryReport(message));
    expect(await stage.rows(message.id)).toMatchObject([{ lead_airtable_id: lead.id }]);
  });

  it('logs without a lead, and answers 200, while Airtable fails', async () => {
    const message = someMessage();
    stage.lead(message);
    stage.services.airtable.answer('GET Leads', ANSWERS.rateLimit, { times: 2 });
    const { status, body } = await stage.post(deliveryReport(message));
    expect({ status, outcome: body['outcome'] }).toEqual({ status: 200, outcome: 'written' });
    expect(await stage.rows(message.id)).toMatchObject([{ lead_airtable_id: null }]);
  });

  it('waits for a scheduler that logs the message after the report came', async () => {
    const message = someMessage();
    stage.lead(message);
    const lookAgainSeconds = ANSWER_BUDGET.pauseBetweenLooks;
    const hasLooked = await lookInLog();
    const report = stage.post(deliveryReport(message), { configured: { lookAgainSeconds } });
    await eventually('the log was asked for the message', hasLooked);
    await stage.sent(message, 'recSentTo');
    const { run } = await report;
    const [, row] = await stage.rows(message.id);
    expect(row?.lead_airtable_id).toBe('recSentTo');
    expect(run.started).not.toContain('Find Lead in Airtable');
  });

  it('is looked for twice in the log, then in Airtable', async () => {
    const message = someMessage();
    const lead = stage.lead(message);
    const { run } = await stage.post(deliveryReport(message));
    const looks = run.started.filter((name) => name === 'Find Message in Log');
    const [row] = await stage.rows(message.id);
    expect([looks.length, row?.lead_airtable_id]).toEqual([2, lead.id]);
  });

  it('asks Airtable at once while the log is away', async () => {
    const message = someMessage();
    stage.lead(message);
    const { run } = await stage.post(deliveryReport(message), { port: await freePort() });
    expect(run.started).toContain('Find Lead in Airtable');
    expect(run.started).not.toContain('Wait for Log');
    expect(run.started).not.toContain('Find Messages to Phone');
  });

  it('is the one of several in Airtable to whom a message is on its way', async () => {
    const message = someMessage();
    const [first, other] = twoLeads(message);
    await stage.sent({ ...someMessage(), contactPhone: message.contactPhone }, first?.id ?? '');
    if (other !== undefined) other.fields[LEAD_COLUMNS.progress] = LEAD_PROGRESS.sending;
    expect(await leadOf(message)).toBe(other?.id);
  });

  it('is the one of several in Airtable who was sent the last message', async () => {
    const message = someMessage();
    const [, other] = twoLeads(message);
    await stage.sent({ ...someMessage(), contactPhone: message.contactPhone }, other?.id ?? '');
    expect(await leadOf(message)).toBe(other?.id);
  });

  it('is who was sent the last message when Airtable knows nobody with the phone', async () => {
    const message = someMessage();
    await stage.sent({ ...someMessage(), contactPhone: message.contactPhone }, 'recMoved');
    expect(await leadOf(message)).toBe('recMoved');
  });

  it.each([
    ['401', ANSWERS.wrongToken],
    ['403', ANSWERS.noAccess],
    ['404', ANSWERS.notFound],
    ['422', ANSWERS.unknownField(LEAD_COLUMNS.progress)],
  ])('ends the execution in error after the answer when Airtable says %s', async (code, answer) => {
    stage.services.airtable.answer('GET Leads', answer, { times: 2 });
    const { status, run } = await stage.post(deliveryReport(someMessage()));
    expect(status).toBe(200);
    expect(run.error('Tell About Lead')?.message).toContain(`HTTP ${code}`);
    expect(run.run.status).toBe('error');
  });

  it('ends the execution in error after the answer while airtableBase is empty', async () => {
    const configured = { airtableBase: '' };
    const { status, run } = await stage.post(deliveryReport(someMessage()), { configured });
    expect([status, run.run.status]).toEqual([200, 'error']);
  });

  it('parks a report kept without it, when the same one came again and was written', async () => {
    const message = someMessage();
    stage.services.airtable.answer('GET Leads', ANSWERS.serverError, { times: 2 });
    const first = await stage.post(deliveryReport(message), { port: await freePort() });
    const lead = stage.lead(message);
    const second = await stage.post(deliveryReport(message));
    expect([first.body['outcome'], second.body['outcome']]).toEqual(['deadLettered', 'written']);
    const replay = await stage.services.templates.run('replay-retry-queue', {});
    expect(replay.run.status).toBe('error');
    expect(await stage.rows(message.id)).toMatchObject([{ lead_airtable_id: lead.id }]);
  });
});
