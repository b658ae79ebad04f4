import { type LogActivityStage, stageLogActivity } from '../support/logActivityNode';

let stage: LogActivityStage;
beforeAll(async () => {
  stage = await stageLogActivity();
});
afterAll(() => stage.end());

const GOOD = { fields: { note: 'fine' } };
const SECRET = 'Ask for Rumpelstiltskin';

/** The first item is bad; the second must be written whatever the first is. */
async function withBadItem(bad: object, parameters = {}) {
  const { receipts, deadLettered } = await stage.run([bad, GOOD], parameters);
  expect(receipts[1]).toMatchObject({ outcome: 'written' });
  expect(receipts[0]).toMatchObject({ outcome: 'parked', keptIn: 'queueTable', attempts: 0 });
  expect(deadLettered).toHaveLength(1);
  const [entry] = await stage.database.query<{ payload: Buffer; state: string }>(
    'select payload, state from activity_retry_queue where event_id = $1',
    [receipts[0]?.eventId],
  );
  expect(entry?.state).toBe('parked');
  const words = JSON.stringify(receipts[0]);
  expect(words).not.toContain('Rumpelstiltskin');
  return { receipt: receipts[0], payload: entry?.payload.toString('utf8') ?? '' };
}

describe('Log Activity parks', () => {
  it('an unknown event type, with the nearest names in the hint', async () => {
    const { receipt } = await withBadItem({ type: 'message sent', message: SECRET });
    expect(receipt).toMatchObject({ field: 'Event Type', code: 'unknown_event_type' });
    expect(receipt?.hint).toContain('MESSAGE_SENT');
  });

  it('a field of the wrong type', async () => {
    const { receipt, payload } = await withBadItem({ fields: { note_id: { text: SECRET } } });
    expect(receipt?.field).toBe('Fields: note_id');
    expect(payload).toContain('Rumpelstiltskin');
  });

  it('a missing required field', async () => {
    const { receipt } = await withBadItem({ type: 'STATUS_CHANGED', fields: { reason: SECRET } });
    expect(receipt?.field).toBe('Fields: new_status');
  });

  it.each([
    ['email', 'john@example.com'],
    ['airtableId', 'recABC123'],
  ])('a lead that is not in the form of an %s', async (leadBy, good) => {
    const leadValue = `={{ $itemIndex === 0 ? '${SECRET}' : '${good}' }}`;
    const { receipt } = await withBadItem({ fields: { note: SECRET } }, { leadBy, leadValue });
    expect(receipt?.field).toBe('Lead');
  });

  it('a NUL byte in the message', async () => {
    const { receipt, payload } = await withBadItem({ ...GOOD, message: `${SECRET}\0` });
    expect(receipt?.field).toBe('Message Content');
    expect(payload).toContain('\\u0000');
  });

  it('half a surrogate pair deep in the fields, without changing it', async () => {
    const { payload } = await withBadItem({ fields: { note: 'x', more: [{ text: 'a\ud800b' }] } });
    expect(payload).toContain('\\ud800');
  });

  it('fields that hold a BigInt', async () => {
    const fieldsJson = '={{ $itemIndex === 0 ? { note: "x", n: 12n } : { note: "y" } }}';
    const { payload } = await withBadItem({}, { fieldsJson });
    expect(payload).toContain('12');
  });

  it('fields that refer to themselves', async () => {
    const fields: Record<string, unknown> = { note: SECRET };
    fields['self'] = fields;
    const { payload } = await withBadItem({ fields });
    expect(payload).toContain('circular');
  });

  it('a timestamp that is none', async () => {
    const timestamp = `={{ $itemIndex === 0 ? '${SECRET}' : '' }}`;
    const { receipt } = await withBadItem(GOOD, { additionalFields: { timestamp } });
    expect(receipt?.field).toBe('Timestamp');
  });

  it('JSON that does not parse', async () => {
    const fieldsJson = '={{ $itemIndex === 0 ? "{ note: " : "{}" + "" }}';
    const bad = await stage.run([{}], { fieldsJson });
    expect(bad.receipts[0]).toMatchObject({ outcome: 'parked', field: 'Fields' });
  });

  it('an item whose expression fails, naming the parameter and keeping the item', async () => {
    const description = '={{ $itemIndex === 0 ? $("No such node").first().json.x : "fine" }}';
    const { receipt, payload } = await withBadItem({ ...GOOD, message: SECRET }, { description });
    expect(receipt).toMatchObject({ field: 'Description', code: 'unreadable_parameter' });
    expect(payload).toContain('Rumpelstiltskin');
  });
});

describe('a hint above the output', () => {
  it('says how many events are parked, why, and what to do', async () => {
    const { finished } = await stage.run([{ type: 'NOPE', message: SECRET }, GOOD]);
    const [hint, ...others] = finished.hints('Log');
    expect(others).toEqual([]);
    expect(hint?.message).toMatch(/^1 event is parked in the retry queue\. .*event type/i);
    expect(hint?.message).not.toContain('Rumpelstiltskin');
  });
});

describe('Log Activity in a workflow without node ids', () => {
  it('names the node in the identity and in the entry, which stays readable', async () => {
    const node = { id: undefined as unknown as string };
    const { receipts } = await stage.run([{ type: 'NOPE' }], {}, { node });
    const rows = await stage.database.query(
      "select origin ->> 'nodeId' as node from activity_retry_queue where event_id = $1",
      [receipts[0]?.eventId],
    );
    expect(rows).toEqual([{ node: 'Log' }]);
  });
});
