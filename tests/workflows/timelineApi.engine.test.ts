import { type Answer, LEAD, TemplateStage } from './templateStage';

let stage: TemplateStage;
beforeAll(async () => {
  stage = await TemplateStage.open();
});
afterAll(() => stage.close());

describe('timeline-api.json', () => {
  beforeAll(async () => {
    for (const day of ['01', '02', '03']) {
      await stage.post({
        eventType: 'STATUS_CHANGED',
        leadEmail: 'sarah@example.com',
        metadata: { old_status: 'New', new_status: 'Booked' },
        description: `Day ${day}`,
        timestamp: `2025-10-${day}T00:00:00Z`,
      });
    }
  });

  const descriptions = ({ body }: Answer) => body.timeline?.map((event) => event['description']);

  it('answers with the events of a lead, newest first', async () => {
    const answer = await stage.get('sarah@example.com');
    expect(answer.status).toBe(200);
    expect(answer.body['nextCursor']).toBeNull();
    expect(descriptions(answer)).toEqual(['Day 03', 'Day 02', 'Day 01']);
  });

  it('goes on where the page before ended', async () => {
    const first = await stage.get('sarah@example.com', { limit: '2' });
    const cursor = first.body['nextCursor'] as string;
    const second = await stage.get('sarah@example.com', { limit: '2', cursor });
    expect(descriptions(first)).toEqual(['Day 03', 'Day 02']);
    expect(descriptions(second)).toEqual(['Day 01']);
  });

  it('filters by type, category and time', async () => {
    const from = '2025-10-02T00:00:00Z';
    const to = '2025-10-03T00:00:00Z';
    const within = await stage.get('sarah@example.com', { type: 'STATUS_CHANGED', from, to });
    const other = await stage.get('sarah@example.com', { category: 'SMS,BOOKING' });
    expect(descriptions(within)).toEqual(['Day 02']);
    expect(descriptions(other)).toEqual([]);
  });

  it.each([
    ['limit', { limit: 'many' }],
    ['limit', { limit: '501' }],
    ['from', { from: 'yesterday' }],
  ])('answers 400 and names %s when it is wrong', async (field, query) => {
    expect(await stage.get(LEAD, query)).toMatchObject({ status: 400, body: { field } });
  });

  it('answers 500 with the reason when the timeline cannot be read', async () => {
    const answer = await stage.get(LEAD, { cursor: 'no cursor of ours' });
    expect(answer.status).toBe(500);
    expect(answer.body['error']).toEqual(expect.stringContaining('ursor'));
  });
});
