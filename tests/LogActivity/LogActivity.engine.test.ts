import { type LogActivityStage, stageLogActivity } from '../support/logActivityNode';

let stage: LogActivityStage;
beforeAll(async () => {
  stage = await stageLogActivity();
});
afterAll(() => stage.end());

const SMS = {
  type: 'MESSAGE_SENT',
  fields: { campaign_id: 'chatgpt_use_cases', phone: '4085551234' },
  message: 'Hey John, saw your form submission. If you want help, reply to this message.',
};

describe('Log Activity', () => {
  it('writes an event with its category, description and origin, and lets the item flow on', async () => {
    const { flowing, receipts, deadLettered } = await stage.run([{ ...SMS, keep: 1 }]);
    expect(receipts[0]).toMatchObject({ outcome: 'written', attempts: 1, keptIn: null });
    expect(flowing[0]).toMatchObject({ json: { keep: 1 }, pairedItem: { item: 0 } });
    expect(deadLettered).toEqual([]);
    const [row] = await stage.database.query('select * from lead_activity_log where id = $1', [
      receipts[0]?.eventId,
    ]);
    expect(row).toMatchObject({
      event_category: 'SMS',
      tenant_id: 'default',
      source: 'n8n:workflow-1',
      message_content: SMS.message,
      metadata: SMS.fields,
    });
    expect(row?.['description']).toBe(
      'SMS sent: Hey John, saw your form submission. If you want he…',
    );
  });

  it('finds the lead by Airtable id and moves its last activity forward', async () => {
    const [lead] = await stage.database.query<{ id: string }>(
      "insert into leads (airtable_record_id, email) values ('recABC123', ' John@Example.com ') returning id",
    );
    const timestamp = '2026-03-01T10:00:00.000Z';
    const additionalFields = { timestamp };
    const byAirtable = await stage.run([SMS], {
      leadBy: 'airtableId',
      leadValue: 'recABC123',
      additionalFields,
    });
    const byEmail = await stage.run([SMS], { leadBy: 'email', leadValue: 'JOHN@example.com ' });
    const rows = await stage.database.query<{ lead_id: string }>(
      'select lead_id from lead_activity_log where id = any($1::uuid[])',
      [[byAirtable.receipts[0]?.eventId, byEmail.receipts[0]?.eventId]],
    );
    expect(rows.map((row) => row.lead_id)).toEqual([lead?.id, lead?.id]);
    const [touched] = await stage.database.query<{ age: number }>(
      'select extract(epoch from now() - last_activity_at)::float as age from leads',
    );
    expect(touched?.age).toBeLessThan(60);
  });

  it('writes an event of a lead that is not known yet, for the lead to be linked later', async () => {
    const { receipts } = await stage.run([SMS], { leadBy: 'airtableId', leadValue: 'recLATER1' });
    const [row] = await stage.database.query(
      'select lead_id, lead_airtable_id from lead_activity_log where id = $1',
      [receipts[0]?.eventId],
    );
    expect(row).toEqual({ lead_id: null, lead_airtable_id: 'recLATER1' });
  });

  it('writes an event without a lead, and says so, when several leads share the email', async () => {
    await stage.database.query(
      "insert into leads (email) values ('twin@example.com'), ('twin@example.com')",
    );
    const { receipts } = await stage.run([SMS], { leadBy: 'email', leadValue: 'twin@example.com' });
    expect(receipts[0]).toMatchObject({
      outcome: 'written',
      warning: expect.stringContaining('Several leads'),
    });
    const rows = await stage.database.query('select lead_id from lead_activity_log where id = $1', [
      receipts[0]?.eventId,
    ]);
    expect(rows).toEqual([{ lead_id: null }]);
  });

  it('writes a dedupe key once, whatever execution brings it', async () => {
    const parameters = { additionalFields: { dedupeKey: 'sms-1' } };
    const first = await stage.run([SMS], parameters);
    const again = await stage.run([SMS, SMS], parameters);
    expect(first.receipts[0]?.outcome).toBe('written');
    expect(again.receipts.map((receipt) => [receipt.outcome, receipt.eventId])).toEqual([
      ['duplicate', first.receipts[0]?.eventId],
      ['duplicate', first.receipts[0]?.eventId],
    ]);
    expect(again.receipts[0]?.timestamp).toBe(first.receipts[0]?.timestamp);
  });

  it('parks another payload under the same dedupe key as a conflict', async () => {
    const parameters = { additionalFields: { dedupeKey: 'sms-2' } };
    await stage.run([SMS], parameters);
    const { receipts, deadLettered } = await stage.run(
      [{ ...SMS, message: 'Another text' }],
      parameters,
    );
    expect(receipts[0]).toMatchObject({
      outcome: 'conflict',
      keptIn: 'queueTable',
      code: 'conflict',
    });
    expect(deadLettered).toHaveLength(1);
    const waiting = await stage.database.query(
      'select state from activity_retry_queue where event_id = $1',
      [receipts[0]?.eventId],
    );
    expect(waiting).toEqual([{ state: 'parked' }]);
  });

  it('makes the same event when n8n runs the node again in the same execution', async () => {
    const first = await stage.run([SMS], {}, { executionId: 'rerun-1' });
    const rerun = await stage.run([SMS], {}, { executionId: 'rerun-1' });
    const other = await stage.run([SMS], {}, { executionId: 'rerun-2' });
    expect(rerun.receipts[0]).toMatchObject({
      outcome: 'duplicate',
      eventId: first.receipts[0]?.eventId,
    });
    expect(other.receipts[0]).toMatchObject({ outcome: 'written' });
  });

  it("reads a timestamp without an offset in the workflow's time zone", async () => {
    const additionalFields = { timestamp: '2025-11-07T08:15:05' };
    const settings = { timezone: 'America/New_York' };
    const { receipts } = await stage.run([SMS], { additionalFields }, { settings });
    expect(receipts[0]?.timestamp).toBe('2025-11-07T13:15:05.000Z');
  });

  it('writes a batch in order of the items, each with its own id', async () => {
    const items = Array.from({ length: 1203 }, (_, i) => ({ ...SMS, i }));
    const { receipts, flowing } = await stage.run(items);
    expect(receipts.every(({ outcome }) => outcome === 'written')).toBe(true);
    expect(new Set(receipts.map(({ eventId }) => eventId)).size).toBe(items.length);
    expect(flowing.map(({ json }) => json['i'])).toEqual(items.map(({ i }) => i));
  });

  it('returns the receipt alone, or the item as it came, when asked to', async () => {
    const item = { ...SMS, error: 'from upstream' };
    const receiptOnly = await stage.run([item], { include: 'receiptOnly' });
    expect(receiptOnly.flowing[0]?.json).toMatchObject({ outcome: 'written' });
    expect(receiptOnly.flowing[0]?.json).not.toHaveProperty('error');
    const unchanged = await stage.run([item], { include: 'inputUnchanged' });
    expect(unchanged.flowing[0]?.json).toEqual(item);
    const renamed = await stage.run([item], { receiptField: 'log' });
    expect(renamed.flowing[0]?.json).toMatchObject({ ...item, log: { outcome: 'written' } });
  });

  it('registers an unknown event type when it may', async () => {
    const options = { unknownEventTypes: 'accept' };
    const { receipts } = await stage.run([{ type: 'order.shipped' }], { options });
    expect(receipts[0]?.outcome).toBe('written');
    const types = await stage.database.query(
      "select category from activity_event_type where name = 'order.shipped'",
    );
    expect(types).toEqual([{ category: 'SYSTEM' }]);
    const later = await stage.run([{ type: 'order.shipped' }]);
    expect(later.receipts[0]?.outcome).toBe('written');
  });
});
