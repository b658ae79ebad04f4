import { ANSWERS } from '../../stand/services/airtableAnswers';
import { LEAD_COLUMNS as LEAD, LEAD_PROGRESS, TABLES } from '../../workflows/definitions/leadTable';
import { CONFIGURATION } from '../../workflows/definitions/smsSchedulerNodes';
import { configure } from '../../stand/configure';
import { eventually } from '../support/eventually';
import { runWorkflow } from '../support/engine/runWorkflow';
import { readTemplate } from './readTemplate';
import { alarmOf, SchedulerStage } from './schedulerStage';

const { sending, sent } = LEAD_PROGRESS;

let stage: SchedulerStage;
beforeAll(async () => {
  stage = await SchedulerStage.open();
});
afterAll(() => stage.close());
beforeEach(() => stage.clear());

const busy = { kind: 'answer', answer: ANSWERS.rateLimit } as const;

describe('two runs at once', () => {
  it('send each message once between them', async () => {
    const leads = stage.addLeads(12);
    const configured = { secondsBetweenBatches: 2 };
    await Promise.all([stage.runWell({ configured }), stage.runWell({ configured })]);
    expect(new Set(stage.messagesTo(leads))).toEqual(new Set([1]));
    expect(new Set(stage.progressOf(leads))).toEqual(new Set([sent]));
    for (const lead of leads) expect(await stage.eventsOf(lead)).toHaveLength(1);
  });

  it('a run gives way to one that claimed after it', async () => {
    const lead = stage.addLead();
    const run = stage.runWell({ configured: { secondsBetweenBatches: 3 } });
    await eventually('the claim', () => stage.progressOf([lead])[0] === sending);
    stage.claimForAnotherRun(lead);
    await run;
    expect(stage.messagesTo([lead])).toEqual([0]);
    expect(stage.progressOf([lead])).toEqual([sending]);
  });
});

describe('a claim that comes late', () => {
  it('is not used, because another run may have sent meanwhile', async () => {
    const lead = stage.addLead();
    const body = { records: [{ id: lead.id, fields: lead.fields }] };
    const date = new Date(Date.now() - 10_000).toUTCString();
    stage.services.airtable.answer(`GET ${TABLES.leads}`, { status: 200, body, headers: { date } });
    const alarm = alarmOf(await stage.run());
    expect(alarm).toContain('too late');
    expect(alarm).toContain(stage.cell(lead, 'claim'));
    expect(stage.messages).toEqual([]);
  });

  it('does not send to a lead that another run moved on meanwhile', async () => {
    const lead = stage.addLead();
    const run = stage.runWell({ configured: { secondsBetweenBatches: 3 } });
    await eventually('the claim', () => stage.progressOf([lead])[0] === sending);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    stage.services.leads.edit(lead, { [LEAD.nextAt]: tomorrow });
    await run;
    expect(stage.messages).toEqual([]);
  });

  it.each([
    ['ten seconds with Airtable itself', CONFIGURATION.airtableUrl, 10],
    ['as Configuration says with a server of your own', 'http://127.0.0.1/v0', 1],
  ])('is waited for: %s', async (_, airtableUrl, seconds) => {
    const { nodes } = readTemplate('sms-scheduler');
    const trigger = nodes.find(({ name }) => name === 'Run by Hand');
    const settings = nodes.find(({ name }) => name === 'Configuration');
    const pause = nodes.find(({ name }) => name === 'Let Claims Settle')?.parameters['amount'];
    if (trigger === undefined || settings === undefined) throw new Error('No such nodes.');
    const assignments = {
      assignments: [{ id: '1', name: 'seconds', type: 'number', value: pause }],
    };
    const reader = { ...settings, name: 'Reader', parameters: { assignments, options: {} } };
    const configured = { airtableUrl, secondsBetweenBatches: 1 };
    const finished = await runWorkflow({
      nodes: configure([trigger, settings, reader], configured),
      connections: {
        'Run by Hand': { main: [[{ node: 'Configuration', type: 'main', index: 0 }]] },
        Configuration: { main: [[{ node: 'Reader', type: 'main', index: 0 }]] },
      },
    });
    expect(finished.items('Reader')).toMatchObject([{ json: { seconds } }]);
  });
});

describe('a run that breaks off', () => {
  it('in the middle of sending leaves nobody to be sent to twice', async () => {
    const leads = stage.addLeads(3);
    const stop = new AbortController();
    const broken = stage.run({
      configured: { millisecondsBetweenMessages: 500 },
      signal: stop.signal,
    });
    await eventually('the first message', () => stage.messages.length === 1);
    stop.abort();
    await broken;
    await stage.runWell();
    expect(Math.max(...stage.messagesTo(leads))).toBe(1);
    expect(stage.progressOf(leads)).toEqual([sending, sending, sending]);
  });
});

describe('while Airtable is busy', () => {
  it.each([
    ['the templates are read', `GET ${TABLES.templates}`, 0, 4],
    ['the due leads are read', `GET ${TABLES.leads}`, 0, 9],
    ['the leads are claimed', `PATCH ${TABLES.leads}`, 0, 3],
    ['the claimed leads are read', `GET ${TABLES.leads}`, 1, 9],
    ['the leads are updated', `PATCH ${TABLES.leads}`, 1, 9],
    ['SMS_Audit is written', `PATCH ${TABLES.audit}`, 0, 9],
  ] as const)('a run gets over it when %s', async (_, request, after, times) => {
    const leads = stage.addLeads(3);
    stage.services.airtable.plan(request, busy, { after, times });
    await stage.runWell({ configured: { writeSmsAudit: true } });
    expect(stage.messagesTo(leads)).toEqual([1, 1, 1]);
    expect(stage.progressOf(leads)).toEqual([sent, sent, sent]);
    expect(stage.services.airtable.table(TABLES.audit).records).toHaveLength(3);
  });
});

describe('when Airtable fails for good', () => {
  const serverError = { kind: 'answer', answer: ANSWERS.serverError } as const;

  it.each([`GET ${TABLES.templates}`, `GET ${TABLES.leads}`] as const)(
    'in %s, the run ends in error with no lead touched',
    async (request) => {
      const [lead] = [stage.addLead()];
      stage.services.airtable.plan(request, serverError, { times: 10 });
      expect(alarmOf(await stage.run())).toBeDefined();
      expect(stage.progressOf([lead])).toEqual([undefined]);
      expect(stage.messages).toEqual([]);
    },
  );

  it('after the messages went out, they are in the log, and no run sends them again', async () => {
    const leads = stage.addLeads(2);
    stage.services.airtable.plan(`PATCH ${TABLES.leads}`, serverError, { after: 1, times: 99 });
    const alarm = alarmOf(await stage.run());
    expect(alarm).toContain('2 messages of this batch went out');
    for (const { id } of leads) expect(alarm).toContain(id);
    stage.services.airtable.calm();
    await stage.runWell();
    expect(stage.messagesTo(leads)).toEqual([1, 1]);
    expect(stage.progressOf(leads)).toEqual([sending, sending]);
    for (const lead of leads) expect(await stage.eventsOf(lead)).toHaveLength(1);
  });

  it('tells which column is missing when it refuses the claim', async () => {
    stage.addLead();
    const missing = ANSWERS.unknownField('SMS Claim');
    stage.services.airtable.answer(`PATCH ${TABLES.leads}`, missing);
    const alarm = alarmOf(await stage.run());
    expect(alarm).toContain('HTTP 422');
    expect(alarm).toContain('Unknown field name: "SMS Claim"');
    expect(stage.messages).toEqual([]);
  });

  it('sends nothing to leads whose claim got no answer, though it was written', async () => {
    const lead = stage.addLead();
    stage.services.airtable.plan(`PATCH ${TABLES.leads}`, { kind: 'resetAfterCommit' });
    const alarm = alarmOf(await stage.run());
    expect(alarm).toContain('no answer');
    expect(alarm).toContain(stage.cell(lead, 'claim'));
    await stage.runWell();
    expect(stage.messages).toEqual([]);
    expect(stage.progressOf([lead])).toEqual([sending]);
  });
});
