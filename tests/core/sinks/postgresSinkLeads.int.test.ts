import { randomUUID } from 'node:crypto';
import type { WritableEvent } from '../../../nodes/core/activity/activityEvent';
import { type SinkStage, stageSink } from '../../support/sinkStage';
import { storeLead } from '../../support/storeEvents';
import { writableEvent } from '../../support/writableEvents';

let stage: SinkStage;
beforeAll(async () => {
  stage = await stageSink();
});
afterAll(() => stage.database.drop());
beforeEach(() => stage.empty());

describe('the lead of an event', () => {
  const leadOf = async (event: WritableEvent) => {
    const [receipt] = await stage.write(event);
    return { leadId: (await stage.storedRow(event.id))?.['lead_id'], warning: receipt?.warning };
  };
  const byEmail = { lead: { by: 'email', value: ' John@Example.com ' } };
  const byAirtable = { lead: { by: 'airtableId', value: 'recABC123' } };

  it('is found by Airtable id, and by email in whatever case', async () => {
    const id = await storeLead(stage.database, {
      airtable_record_id: 'recABC123',
      email: ' JOHN@example.com',
    });
    expect(await leadOf(writableEvent(0, byAirtable))).toEqual({ leadId: id, warning: null });
    expect(await leadOf(writableEvent(1, byEmail))).toEqual({ leadId: id, warning: null });
  });

  it('is none, with a warning, when several leads have the email', async () => {
    await storeLead(stage.database, { email: 'john@example.com' });
    await storeLead(stage.database, { email: 'John@Example.com' });
    const { leadId, warning } = await leadOf(writableEvent(0, byEmail));
    expect(leadId).toBeNull();
    expect(warning).toContain('Several leads');
  });

  it('is never one of another tenant', async () => {
    await storeLead(stage.database, {
      tenant_id: 'other',
      airtable_record_id: 'recABC123',
      email: 'john@example.com',
    });
    expect(await leadOf(writableEvent(0, byAirtable))).toEqual({ leadId: null, warning: null });
    expect(await leadOf(writableEvent(1, byEmail))).toEqual({ leadId: null, warning: null });
    const own = await storeLead(stage.database, {
      tenant_id: 'default',
      email: 'john@example.com',
    });
    expect(await leadOf(writableEvent(2, byEmail))).toEqual({ leadId: own, warning: null });
  });

  it('makes the whole batch wait when it is a UUID that does not exist yet', async () => {
    const lead = { by: 'id', value: randomUUID() };
    await expect(stage.write(writableEvent(0), writableEvent(1, { lead }))).rejects.toMatchObject({
      name: 'WriteFailure',
      code: '23503',
      waitsForParent: true,
    });
    expect(await stage.storedRow(writableEvent(0).id)).toBeUndefined();
  });
});

describe('the last activity of a lead', () => {
  let lead: string;
  beforeEach(async () => {
    lead = await storeLead(stage.database, { email: 'john@example.com' });
  });

  const lastActivity = async () => {
    const [row] = await stage.database.query<{ at: Date | null }>(
      'select last_activity_at as at from leads where id = $1',
      [lead],
    );
    return row?.at?.toISOString() ?? null;
  };
  let item = 0;
  const happened = (timestamp: string) =>
    writableEvent(item++, { lead: { by: 'id', value: lead }, timestamp });

  it('moves forward to the newest event of a batch, never back', async () => {
    await stage.write(happened('2026-03-01T08:00:00.000Z'), happened('2026-03-01T09:00:00.000Z'));
    expect(await lastActivity()).toBe('2026-03-01T09:00:00.000Z');
    await stage.write(happened('2026-03-01T08:30:00.000Z'));
    expect(await lastActivity()).toBe('2026-03-01T09:00:00.000Z');
  });

  it('stays when it would gain no more than a second', async () => {
    await stage.write(happened('2026-03-01T08:00:00.000Z'));
    await stage.write(happened('2026-03-01T08:00:00.999Z'));
    expect(await lastActivity()).toBe('2026-03-01T08:00:00.000Z');
    await stage.write(happened('2026-03-01T08:00:01.001Z'));
    expect(await lastActivity()).toBe('2026-03-01T08:00:01.001Z');
  });

  it('never lies in the future', async () => {
    await stage.write(happened('2099-01-01T00:00:00.000Z'));
    const rows = await stage.database.query(
      "select last_activity_at <= now() and last_activity_at > now() - interval '1 hour' as fits from leads",
    );
    expect(rows).toEqual([{ fits: true }]);
  });

  it('stays when the event was there before', async () => {
    const event = happened('2026-03-01T08:00:00.000Z');
    await stage.write(event);
    await stage.database.query('update leads set last_activity_at = null');
    await stage.write(event);
    expect(await lastActivity()).toBeNull();
  });
});
