import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { endPools } from '../../nodes/n8n/poolRegistry';
import { type QueryOptions, runQuery } from '../support/queryNode';
import { smsAt, storeEvents, storeLead } from '../support/storeEvents';
import { createTestDatabase, type TestDatabase } from '../support/testDatabase';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  const john = await storeLead(db, { first_name: 'John' });
  const jane = await storeLead(db, { first_name: 'Jane' });
  await storeEvents(db, [
    smsAt('2026-01-05T10:00:00Z', { lead_id: john }),
    smsAt('2026-01-05T20:00:00Z', { lead_id: john, event_type: 'INBOUND_REPLY' }),
    smsAt('2026-01-06T23:30:00Z', { lead_id: jane }),
  ]);
});
afterAll(async () => {
  await endPools();
  await db.drop();
});

const summarize = (parameters: INodeParameters, options?: QueryOptions) =>
  runQuery(db, { operation: 'summarize', ...parameters }, options);

async function summary(parameters: INodeParameters, options?: QueryOptions): Promise<IDataObject> {
  const finished = await summarize(parameters, options);
  expect(finished.error('Query')).toBeUndefined();
  const [item, ...others] = finished.items('Query');
  expect(others).toEqual([]);
  return item?.json ?? {};
}

const step = (...types: string[]) => ({ step: types.map((eventType) => ({ eventType })) });
const answers = {
  answeredWithin: true,
  messageTypes: ['MESSAGE_SENT'],
  replyTypes: ['INBOUND_REPLY'],
};

describe('Summarize', () => {
  it('gives one item with the counts, days being those of the workflow', async () => {
    const json = await summary({}, { settings: { timezone: 'Europe/Berlin' } });
    expect(json).toMatchObject({
      events: 3,
      first: { timestamp: '2026-01-05T10:00:00.000Z' },
      last: { timestamp: '2026-01-06T23:30:00.000Z' },
      byType: [
        { eventType: 'MESSAGE_SENT', count: 2 },
        { eventType: 'INBOUND_REPLY', count: 1 },
      ],
      byCategory: [{ category: 'SMS', count: 3 }],
      bySource: [{ source: 'n8n:7', count: 3 }],
      byDay: [
        { day: '2026-01-05', count: 2 },
        { day: '2026-01-07', count: 1 },
      ],
    });
    for (const absent of ['answered', 'dropOff', 'notices'])
      expect(json).not.toHaveProperty(absent);
  });

  it('takes the filters of Search', async () => {
    expect(await summary({ query: 'type:INBOUND_REPLY' })).toMatchObject({ events: 1 });
    expect(await summary({ filters: { before: '2026-01-06' } })).toMatchObject({ events: 2 });
    expect(await summary({ filters: { tenants: 'clinic-7' } })).toMatchObject({ events: 0 });
  });

  it('says which share of the leads answered, within a day unless told otherwise', async () => {
    expect((await summary(answers))['answered']).toEqual({
      ...{ withinHours: 24, leads: 2, answeredLeads: 1, share: 0.5 },
    });
    const soon = await summary({ ...answers, withinHours: 9.5 });
    expect(soon['answered']).toMatchObject({ withinHours: 9.5, answeredLeads: 0, share: 0 });
  });

  it('says where leads drop off, in the order of the steps', async () => {
    const json = await summary({ steps: step('MESSAGE_SENT', 'INBOUND_REPLY') });
    expect(json['dropOff']).toEqual([
      { eventType: 'MESSAGE_SENT', leads: 2, share: 1, droppedOff: 0 },
      { eventType: 'INBOUND_REPLY', leads: 1, share: 0.5, droppedOff: 1 },
    ]);
    const reversed = await summary({ steps: step('INBOUND_REPLY', 'MESSAGE_SENT') });
    expect(reversed['dropOff']).toMatchObject([{ leads: 1 }, { leads: 0, droppedOff: 1 }]);
  });

  it.each<[string, INodeParameters, string, string]>([
    ['no types of messages', { ...answers, messageTypes: [] }, 'Message Type', ''],
    ['no types of replies', { ...answers, replyTypes: '={{ [] }}' }, 'Reply Type', ''],
    ['no time to answer in', { ...answers, withinHours: 0 }, 'Within Hours', ''],
    ['a single step', { steps: step('MESSAGE_SENT') }, 'Drop-Off Steps', ''],
    [
      'an unknown step',
      { steps: step('MESSAGE_SENT', 'INBOUND_REPLI') },
      'Drop-Off Steps',
      'INBOUND_REPLY',
    ],
    [
      'an unknown reply',
      { ...answers, replyTypes: ['INBOUND_REPLI'] },
      'Reply Type',
      'INBOUND_REPLY',
    ],
  ])('refuses %s and says how to get on', async (_, parameters, parameter, cure) => {
    const error = await summarize(parameters).then(
      (finished) => finished.error('Query'),
      (thrown: unknown) => thrown as Error & { description?: string },
    );
    expect(error?.message).toContain(parameter);
    expect(error?.description ?? '').toContain(cure);
  });
});
