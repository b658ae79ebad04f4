import type { IDataObject } from 'n8n-workflow';
import { answerOf, LEAD, TemplateStage } from './templateStage';

let stage: TemplateStage;
beforeAll(async () => {
  stage = await TemplateStage.open();
});
afterAll(() => stage.close());

/** An action of Ann's on John. */
function request(action: string, rest: IDataObject = {}): IDataObject {
  const timestamp = '2025-11-07T14:30:00Z';
  return { action, eventId: 'ui-1', leadId: LEAD, timestamp, userId: 'user-1', ...rest };
}

async function post(body: unknown) {
  return answerOf(await stage.run('portal-actions', { body } as IDataObject));
}

describe('a mistake of the caller of portal-actions.json', () => {
  const NOTE = { note: 'Hi' };
  const NO_LEAD = { leadId: undefined };
  it.each<readonly [field: string, action: string, mistake: IDataObject]>([
    ['action', 'enrol', {}],
    ['action', 'constructor', {}],
    ['action', '', {}],
    ['action', 'enroll', { action: ['enroll'], campaignId: 'c-1' }],
    ['eventId', 'add_note', { ...NOTE, eventId: undefined }],
    ['eventId', 'add_note', { ...NOTE, eventId: ' ' }],
    ['eventId', 'add_note', { ...NOTE, eventId: { id: 1 } }],
    ['eventId', 'add_note', { ...NOTE, eventId: 2 ** 53 }],
    ['leadId', 'add_note', { ...NOTE, ...NO_LEAD }],
    ['leadId', 'add_note', { ...NOTE, leadId: '42' }],
    ['lead_id', 'add_note', { ...NOTE, ...NO_LEAD, lead_id: '42' }],
    ['leadAirtableId', 'add_note', { ...NOTE, ...NO_LEAD, leadAirtableId: 'rec!' }],
    ['leadEmail', 'add_note', { ...NOTE, ...NO_LEAD, leadEmail: 'john' }],
    ['leadEmail', 'add_note', { ...NOTE, leadEmail: ['a@example.com'] }],
    ['timestamp', 'add_note', { ...NOTE, timestamp: 'yesterday' }],
    ['timestamp', 'add_note', { ...NOTE, timestamp: '2025-11-07T14:30:00' }],
    ['timestamp', 'add_note', { ...NOTE, timestamp: '2025-02-30T14:30:00Z' }],
    ['timestamp', 'add_note', { ...NOTE, timestamp: '1969-11-07T14:30:00Z' }],
    ['userId', 'add_note', { ...NOTE, userId: 'x'.repeat(501) }],
    ['userId', 'claim_lead', { userId: undefined }],
    ['userEmail', 'claim_lead', { userEmail: { address: 'ann@example.com' } }],
    ['note', 'add_note', {}],
    ['note', 'add_note', { note: '  \n' }],
    ['note', 'add_note', { note: 'cut \ud83d' }],
    ['note', 'add_note', { note: 'a \u0000' }],
    ['noteId', 'add_note', { ...NOTE, noteId: true }],
    ['noteId', 'add_note', { ...NOTE, noteId: 'x'.repeat(501) }],
    ['note_id', 'add_note', { ...NOTE, note_id: 'x'.repeat(501) }],
    ['leadId', 'add_note', { ...NOTE, lead_id: LEAD.replace('6', '7') }],
    ['campaign_id', 'enroll', { campaign_id: 'c-1', campaignId: 'c-2' }],
    ['leadEmail', 'add_note', { ...NOTE, ...NO_LEAD, leadEmail: 'jo\u0000hn@example.com' }],
    ['leadEmail', 'add_note', { ...NOTE, ...NO_LEAD, leadEmail: 'john\ud83d@example.com' }],
    ['leadEmail', 'add_note', { ...NOTE, ...NO_LEAD, leadEmail: `${'x'.repeat(320)}@example.com` }],
    ['pinned', 'add_note', { ...NOTE, pinned: 'yes' }],
    ['campaignId', 'enroll', { campaignName: 'One' }],
    ['campaignId', 'enroll', { campaignId: 'x'.repeat(501) }],
    ['campaign_id', 'enroll', { campaign_id: [] }],
    ['campaignName', 'remove', { campaignId: 'c-1', campaignName: {} }],
    ['messagesSent', 'complete', { campaignId: 'c-1', messagesSent: '3' }],
    ['messagesSent', 'complete', { campaignId: 'c-1', messagesSent: Infinity }],
    ['newStatus', 'change_status', { oldStatus: 'New' }],
    ['new_status', 'change_status', { new_status: false }],
  ])('is answered with 400 and the key %s (%s, %j), and nothing is kept', async (...row) => {
    const [field, action, mistake] = row;
    const kept = async () =>
      await stage.database.query(
        'select (select count(*) from lead_activity_log), (select count(*) from activity_retry_queue) as waiting',
      );
    const before = await kept();
    const { status, body } = await post(request(action, mistake));
    expect({ status, body }).toEqual({
      status: 400,
      body: { success: false, field, error: expect.stringContaining(field) as string },
    });
    expect(await kept()).toEqual(before);
  });

  it.each([['a text'], [[{ action: 'enroll' }]], [null], [7]])(
    'is answered with 400 and "body" when the body is %j',
    async (body) => {
      expect(await post(body)).toMatchObject({ status: 400, body: { field: 'body' } });
    },
  );

  it('is told by the names of the actions when the action is not known', async () => {
    const { body } = await post(request('enrol'));
    expect(body['error']).toBe(
      'action must be one of enroll, remove, complete, change_status, add_note, claim_lead.',
    );
  });
});
