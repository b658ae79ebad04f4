import {
  LEAD_COLUMNS as LEAD,
  LEAD_PROGRESS,
  LEAD_STATUS,
  TABLES,
} from '../../workflows/definitions/leadTable';
import { SchedulerStage } from './schedulerStage';

const { failed, sent } = LEAD_PROGRESS;

let stage: SchedulerStage;
beforeAll(async () => {
  stage = await SchedulerStage.open();
  stage.addTemplate(1, 'Hey { first_name }, { email}', 'spaced');
  stage.addTemplate(1, 'Hey {name}', 'unknown');
  stage.addTemplate(1, 'Hey {First Name}', 'words');
  stage.addTemplate(1, 'Hey {{first_name}}', 'doubled');
  stage.addTemplate(1, 'Hey {}', 'empty');
  stage.addTemplate(1, 'Hey {first_name', 'open');
  stage.addTemplate(1, 'Hey {constructor}', 'inherited');
  // Rows that nobody filled in yet.
  stage.services.airtable.table(TABLES.templates).add({});
  stage.addTemplate(1, 'To nobody', '');
});
afterAll(() => stage.close());
beforeEach(() => stage.clear());

describe('a message that cannot be composed', () => {
  it.each([
    ['no phone', { [LEAD.phone]: null }, 'invalid_phone'],
    ['a phone of nine digits', { [LEAD.phone]: '408555123' }, 'invalid_phone'],
    ['a campaign that nobody wrote messages for', { [LEAD.campaign]: 'winter' }, 'no_template'],
    ['no campaign', { [LEAD.campaign]: null }, 'no_template'],
    ['a step before the first', { [LEAD.step]: 0 }, 'invalid_step'],
    ['half a step', { [LEAD.step]: 1.5 }, 'invalid_step'],
    ['a step in words', { [LEAD.step]: 'Step 2' }, 'invalid_step'],
    ['an unknown placeholder', { [LEAD.campaign]: 'unknown' }, 'unknown_placeholder'],
    ['a placeholder of words', { [LEAD.campaign]: 'words' }, 'unknown_placeholder'],
    ['doubled braces', { [LEAD.campaign]: 'doubled' }, 'unknown_placeholder'],
    ['empty braces', { [LEAD.campaign]: 'empty' }, 'unknown_placeholder'],
    ['an open brace', { [LEAD.campaign]: 'open' }, 'unknown_placeholder'],
    ['what every object has', { [LEAD.campaign]: 'inherited' }, 'unknown_placeholder'],
  ])('is not sent because of %s, and the others are', async (_, cells, code) => {
    const [bad, good] = [stage.addLead(cells), stage.addLead()];
    await stage.runWell();
    expect(stage.messages).toHaveLength(1);
    expect(stage.progressOf([bad, good])).toEqual([failed, sent]);
    expect(await stage.eventsOf(bad)).toMatchObject([
      { event_type: 'MESSAGE_FAILED', metadata: { error_code: code } },
    ]);
  });
});

describe('a message', () => {
  it('may have spaces in its placeholders', async () => {
    stage.addLead({ [LEAD.campaign]: 'spaced', [LEAD.email]: 'john@example.com' });
    await stage.runWell();
    expect(stage.messages.map(({ text }) => text)).toEqual(['Hey John, john@example.com']);
  });

  it('is the first of its campaign for a lead without a step', async () => {
    const lead = stage.addLead({ [LEAD.step]: null });
    await stage.runWell();
    expect(stage.messagesTo([lead])).toEqual([1]);
    expect(stage.cell(lead, 'step')).toBe(2);
  });

  it.each([
    ['half an emoji', 'Jo\ud83d', 'Jo\ufffd'],
    ['a character that PostgreSQL cannot store', 'Jo\u0000hn', 'John'],
  ])('is sent and logged though the name has %s', async (_, name, written) => {
    const lead = stage.addLead({ [LEAD.firstName]: name });
    await stage.runWell();
    const text = `Hey ${written}, saw your form.`;
    expect(stage.messages.map((message) => message.text)).toEqual([text]);
    expect(await stage.eventsOf(lead)).toMatchObject([{ message_content: text }]);
  });
});

describe('a phone that said STOP', () => {
  it('gets no message by another row, however it writes the number', async () => {
    const stopped = stage.addLead({ [LEAD.status]: LEAD_STATUS.stopped });
    const before = { ...stopped.fields };
    const digits = stage.cell(stopped, 'phone') as string;
    const number = `+1 (${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6)}`;
    const [again, other] = [stage.addLead({ [LEAD.phone]: number }), stage.addLead()];
    await stage.runWell();
    expect(stage.messagesTo([stopped, other])).toEqual([0, 1]);
    expect(stage.progressOf([again, other])).toEqual([failed, sent]);
    expect(await stage.eventsOf(again)).toMatchObject([
      { event_type: 'MESSAGE_FAILED', metadata: { error_code: 'phone_stopped' } },
    ]);
    expect(stage.services.leads.find(stopped.id)?.fields).toEqual(before);
  });
});
