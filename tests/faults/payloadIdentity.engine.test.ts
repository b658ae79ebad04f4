import { type LogActivityStage, stageLogActivity } from '../support/logActivityNode';

const KEYED = { additionalFields: { dedupeKey: '={{ $json.key }}' } };

let stage: LogActivityStage;
beforeAll(async () => {
  stage = await stageLogActivity();
});
afterAll(() => stage.end());

function rows(prefix: string) {
  return stage.database.query<{ id: string; message_content: string }>(
    'select id, message_content from lead_activity_log where message_content like $1',
    [`${prefix}%`],
  );
}

async function parkedMessages(eventIds: readonly (string | undefined)[]): Promise<unknown[]> {
  const entries = await stage.database.query<{ payload: Buffer }>(
    `select payload from activity_retry_queue
     where event_id = any($1) and state = 'parked' and lane = 'conflict'`,
    [eventIds],
  );
  return entries.map(({ payload }) => {
    const event = JSON.parse(payload.toString('latin1')) as { messageContent: string };
    return event.messageContent;
  });
}

it('Row 34: a webhook that is delivered again, in time or in one batch, makes one row', async () => {
  const delivery = { key: 'wamid.34', message: 'Row 34' };
  const first = await stage.run([delivery], KEYED);
  const again = await stage.run([delivery, delivery], KEYED);
  expect(first.receipts[0]).toMatchObject({ outcome: 'written' });
  const { eventId } = first.receipts[0] ?? {};
  expect(again.receipts).toMatchObject([
    { outcome: 'duplicate', eventId },
    { outcome: 'duplicate', eventId },
  ]);
  expect(again.deadLettered).toEqual([]);
  expect(await rows('Row 34')).toEqual([{ id: eventId, message_content: 'Row 34' }]);
});

it('Row 35: one identity with two payloads is a conflict, and both payloads are kept', async () => {
  const one = { key: 'wamid.35', message: 'Row 35 first' };
  const other = { ...one, message: 'Row 35 second' };
  const third = { ...one, message: 'Row 35 third' };
  const first = await stage.run([one, other], KEYED);
  const later = await stage.run([third], KEYED);
  expect(first.receipts).toMatchObject([{ outcome: 'written' }, { outcome: 'conflict' }]);
  expect(later.receipts).toMatchObject([{ outcome: 'conflict', keptIn: 'queueTable' }]);
  expect(first.deadLettered).toHaveLength(1);
  expect((await rows('Row 35')).map((row) => row.message_content)).toEqual(['Row 35 first']);
  const entries = await stage.database.query<{ payload: Buffer }>(
    "select payload from activity_retry_queue where state = 'parked' and lane = 'conflict'",
  );
  const texts = entries.map(({ payload }) => payload.toString('latin1')).join();
  expect(texts).toContain('Row 35 second');
  expect(texts).toContain('Row 35 third');
});

it('Row 35: a rerun of the same item with another payload is a conflict as well', async () => {
  const place = { executionId: 'rerun-35' };
  const first = await stage.run([{ message: 'Rerun 35 first' }], {}, place);
  const again = await stage.run([{ message: 'Rerun 35 second' }], {}, place);
  const { eventId } = first.receipts[0] ?? {};
  expect(again.receipts).toMatchObject([{ outcome: 'conflict', eventId }]);
  expect((await rows('Rerun 35')).map((row) => row.message_content)).toEqual(['Rerun 35 first']);
  expect(await parkedMessages([eventId])).toEqual(['Rerun 35 second']);
});
