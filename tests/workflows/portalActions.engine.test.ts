import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { freePort } from '../../stand/freePort';
import { readTemplate } from './readTemplate';
import { ACTOR, EVENTS_OF_ACTIONS, USER } from './portalEvents';
import { answerOf, type Circumstances, LEAD, TemplateStage } from './templateStage';

let stage: TemplateStage;
beforeAll(async () => {
  stage = await TemplateStage.open();
});
afterAll(() => stage.close());

let ids = 0;
/** An action of Ann's on John, with an id of its own. */
function request(action: string, rest: IDataObject = {}): IDataObject {
  ids += 1;
  const timestamp = '2025-11-07T14:30:00Z';
  return { action, eventId: `ui-${ids}`, leadId: LEAD, timestamp, ...ACTOR, ...rest };
}

async function post(body: unknown, circumstances?: Circumstances) {
  return answerOf(await stage.run('portal-actions', { body } as IDataObject, circumstances));
}

async function rowOf(id: unknown) {
  const [row] = await stage.database.query('select * from lead_activity_log where id = $1', [id]);
  return row;
}

describe('portal-actions.json', () => {
  it.each(EVENTS_OF_ACTIONS)(
    'logs %s as its event, with who did it and when',
    async (action, rest, expected) => {
      const { status, body } = await post(request(action, rest));
      expect({ status, body }).toEqual({
        status: 200,
        body: {
          success: true,
          outcome: 'written',
          activityId: expect.any(String) as string,
          ignored: [],
        },
      });
      expect(await rowOf(body['activityId'])).toMatchObject({
        message_content: null,
        lead_id: LEAD,
        user_id: USER,
        created_by: null,
        tenant_id: 'default',
        timestamp: new Date('2025-11-07T14:30:00Z'),
        ...expected,
      });
    },
  );

  it('knows an action by each name that its note lists', () => {
    const note = readTemplate('portal-actions').nodes.find((one) => one.name === 'How It Works');
    const listed = (note?.parameters['content'] as string).matchAll(/^- `(\w+)`/gm);
    expect([...listed].map(([, name]) => name)).toEqual([
      'enroll',
      'remove',
      'complete',
      'change_status',
      'add_note',
      'claim_lead',
    ]);
  });

  it('takes keys in snake_case, and names what it ignores as it was sent', async () => {
    const { status, body } = await post({
      ...{ action: 'enroll', event_id: 'snake-1', lead_airtable_id: 'recABC123', user_id: USER },
      ...{ campaign_id: 'c-2', campaign_name: 'Two', enrollment_source: 'form' },
      ...{ user_email: 'ann@example.com', lead_status: 'New', newStatus: 'Booked' },
    });
    expect({ status, ignored: body['ignored'] }).toEqual({
      status: 200,
      ignored: ['lead_status', 'newStatus'],
    });
    expect(await rowOf(body['activityId'])).toMatchObject({
      lead_id: LEAD,
      metadata: {
        ...{ campaign_id: 'c-2', campaign_name: 'Two', enrollment_source: 'form' },
        ...{ enrolled_by_user_id: USER, enrolled_by_email: 'ann@example.com' },
      },
    });
  });

  it.each([
    ['leadId', LEAD.toUpperCase()],
    ['leadAirtableId', 'recABC123'],
    ['leadEmail', 'John@Example.com'],
  ])('finds the lead by %s', async (key, value) => {
    const { body } = await post({
      ...request('add_note', { note: 'Hi' }),
      leadId: '',
      [key]: value,
    });
    expect(await rowOf(body['activityId'])).toMatchObject({ lead_id: LEAD });
  });

  it('takes the first lead of two, and names the other in ignored', async () => {
    const both = {
      leadId: LEAD,
      lead_id: null,
      lead_airtable_id: 'recABC123',
      leadEmail: 'other@example.com',
    };
    const { status, body } = await post(request('add_note', { note: 'Hi', ...both }));
    expect({ status, ignored: body['ignored'] }).toEqual({
      status: 200,
      ignored: ['lead_airtable_id', 'leadEmail'],
    });
    expect(await rowOf(body['activityId'])).toMatchObject({ lead_id: LEAD });
  });

  it('takes a key whose other spelling is empty', async () => {
    const empty = { lead_id: LEAD, leadId: null };
    const { leadId: _, ...event } = request('add_note', { note: 'Hi' });
    expect((await post({ ...event, ...empty })).status).toBe(200);
  });

  it('takes a key in both spellings when they say the same', async () => {
    const { status } = await post(request('add_note', { note: 'Hi', lead_id: LEAD }));
    expect(status).toBe(200);
  });

  it('names the key of a conflict as it was sent', async () => {
    const { eventId, ...event } = request('add_note', { note: 'One' });
    await post({ ...event, event_id: eventId });
    const { body } = await post({ ...event, event_id: eventId, note: 'Other' });
    expect(body).toMatchObject({ outcome: 'conflict', field: 'event_id' });
  });

  it('takes numbers for ids, and leaves out what is empty', async () => {
    const numbers = {
      eventId: 17,
      userId: 4,
      campaignId: 42,
      campaignName: null,
      enrollmentSource: '',
    };
    const { body } = await post(request('enroll', numbers));
    const row = await rowOf(body['activityId']);
    expect(row).toMatchObject({ user_id: '4', created_by: null });
    expect(row?.['metadata']).toEqual({
      campaign_id: '42',
      enrolled_by_user_id: '4',
      enrolled_by_email: 'ann@example.com',
    });
  });

  it('points to the user as well, if the users of the portal are in the database', async () => {
    await stage.database.query('insert into users (id) values ($1)', [USER]);
    const configured = { linkUsers: true };
    const known = await post(request('claim_lead'), { configured });
    const noUuid = await post(request('claim_lead', { userId: 'user-4' }), { configured });
    expect(await rowOf(known.body['activityId'])).toMatchObject({ created_by: USER });
    expect(await rowOf(noUuid.body['activityId'])).toMatchObject({ created_by: null });
  });

  it('writes one row for an event that comes twice, also without a timestamp', async () => {
    const event = request('add_note', { note: 'Once', timestamp: null });
    const first = await post(event);
    const second = await post(event);
    expect(second).toEqual({ status: 200, body: { ...first.body, outcome: 'duplicate' } });
    const rows = await stage.database.query(
      "select id from lead_activity_log where message_content = 'Once'",
    );
    expect(rows).toHaveLength(1);
  });

  it('answers 409 when an event id comes again with another content', async () => {
    const event = request('add_note', { note: 'One' });
    await post(event);
    const { status, body } = await post({ ...event, note: 'Other' });
    expect({ status, field: body['field'] }).toEqual({ status: 409, field: 'eventId' });
    expect(JSON.stringify(body)).not.toContain('Dedupe Key');
  });

  it('answers 200 while the database is away, because the retry queue has the action', async () => {
    const { status, body } = await post(request('claim_lead'), { port: await freePort() });
    expect({ status, outcome: body['outcome'] }).toEqual({ status: 200, outcome: 'deadLettered' });
    await stage.run('replay-retry-queue', {});
    expect(await rowOf(body['activityId'])).toMatchObject({ event_type: 'LEAD_CLAIMED' });
  });

  it('answers 500 when nothing can keep the action', async () => {
    const { status, body } = await post(request('claim_lead'), {
      port: await freePort(),
      configured: { spoolFolder: join(__filename, 'no-folder') },
    });
    expect({ status, outcome: body['outcome'] }).toEqual({ status: 500, outcome: 'lost' });
  });
});
