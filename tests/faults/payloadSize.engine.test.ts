import type { LogReceipt } from '../../nodes/core/logReceipt';
import { spooledText } from '../support/faults/conservation';
import { type LogActivityStage, stageLogActivity } from '../support/logActivityNode';

const LARGE = 34_000_000;
/** Bytes; one more than the longest text of an event. */
const TOO_LARGE = 2 ** 27 + 1;
/** Bytes; one more than PostgreSQL's jsonb holds in a string. */
const BEYOND_JSONB = 2 ** 28;

let stage: LogActivityStage;
beforeAll(async () => {
  stage = await stageLogActivity();
});
afterAll(() => stage.end());

/** Three events, the middle one with a message of so many letters. */
async function logBesideLarge(letters: number) {
  const small = { message: 'small' };
  const items = [small, { message: 'x'.repeat(letters) }, small];
  // Other expressions over so large an item can run into n8n's own time limit for expressions.
  const run = await stage.run(items, {
    eventType: { __rl: true, mode: 'name', value: 'NOTE_ADDED' },
    fieldsJson: '{ "note": "x" }',
    messageContent: '={{ $json.message }}',
  });
  const rows = await stage.database.query<{ id: string; letters: number; others: boolean }>(
    `select id, length(message_content) as letters, message_content ~ '[^x]' as others
     from lead_activity_log where id = any($1) order by letters`,
    [run.receipts.map(({ eventId }) => eventId)],
  );
  return { ...run, rows };
}

/** How many letters were kept, in the queue table or, where that takes longer than it may, the spool. */
async function keptLetters(receipt: LogReceipt | undefined): Promise<number> {
  if (receipt?.keptIn === 'spool') {
    return /x{9,}/.exec(spooledText(stage.spoolFolder))?.[0].length ?? 0;
  }
  const [kept] = await stage.database.query<{ payload: Buffer }>(
    "select payload from activity_retry_queue where state = 'parked' and event_id = $1",
    [receipt?.eventId],
  );
  const parked = JSON.parse(kept?.payload.toString() ?? '{}') as { messageContent?: string };
  return parked.messageContent?.length ?? 0;
}

it('Row 32: a payload of 34 MB is written whole, with its neighbours', async () => {
  const { receipts, rows } = await logBesideLarge(LARGE);
  expect(receipts).toMatchObject(Array(3).fill({ outcome: 'written', code: null, message: null }));
  expect(rows).toMatchObject([
    { letters: 5 },
    { letters: 5 },
    { id: receipts[1]?.eventId, letters: LARGE, others: false },
  ]);
});

it('Row 32: a payload beyond what PostgreSQL takes is kept whole and said; its neighbours are written', async () => {
  const { finished, receipts, rows, deadLettered } = await logBesideLarge(TOO_LARGE);
  if (receipts.length === 0) {
    // A busy disk may not take 128 MB in the time that queue and spool have: then it is said aloud.
    expect(finished.error('Log')?.message).toContain('could be kept neither');
    return;
  }
  expect(receipts.map(({ outcome }) => outcome)).toEqual(['written', 'parked', 'written']);
  expect(receipts[1]).toMatchObject({ field: 'Message Content', code: 'too_large', attempts: 0 });
  expect(receipts[1]?.message).toContain('larger than 128 MB');
  expect(deadLettered).toHaveLength(1);
  expect(rows).toMatchObject([{ letters: 5 }, { letters: 5 }]);
  expect(await keptLetters(receipts[1])).toBe(TOO_LARGE);
});

it('Row 32: PostgreSQL itself refuses what lies further beyond that limit', async () => {
  const made = stage.database.query("select to_jsonb(repeat('x', $1)) is null", [BEYOND_JSONB]);
  await expect(made).rejects.toMatchObject({ code: '54000' });
});
