import { enrichEvent } from '../../../nodes/core/activity/enrichEvent';
import { eventIdMilliseconds, keyedIdentity } from '../../../nodes/core/activity/eventIdentity';
import { countingRandom, makeActivity, makeEnriched, origin } from '../../support/makeEvents';

describe('enrichEvent', () => {
  it('fills in what the surroundings know', () => {
    expect(makeEnriched({ messageContent: 'Hi', fields: { phone: '1' } })).toMatchObject({
      tenantId: 'default',
      source: 'n8n:kJMMZ10anu4NqYUL',
      workflowId: 'kJMMZ10anu4NqYUL',
      executionId: '28973',
      timestamp: '2025-11-07T08:15:05.123Z',
      description: 'SMS sent: Hi',
      searchExtra: '1',
      dedupeKeyHash: null,
    });
  });

  it('leaves what the caller said', () => {
    const given = {
      source: 'ui:x',
      executionId: 'other',
      timestamp: '2020-01-01T00:00:00.000Z',
      description: 'As I say',
    };
    expect(makeEnriched(given)).toMatchObject(given);
  });

  it.each([
    ['id', '3f2504e0-4f89-41d3-9a0c-0305e82c3301', 'leadId'],
    ['airtableId', 'recABC123', 'leadAirtableId'],
    ['email', 'sarah@example.com', 'leadEmail'],
  ])('puts a lead named by %s into its own column', (by, value, column) => {
    const none = { leadId: null, leadAirtableId: null, leadEmail: null };
    expect(makeEnriched({ lead: { by, value } })).toMatchObject({ ...none, [column]: value });
    expect(makeEnriched()).toMatchObject(none);
  });

  it('has no key in the clear, and nothing but the columns of a row', () => {
    const event = makeEnriched({ dedupeKey: 'sms-1', lead: { by: 'email', value: 'a@b.co' } });
    expect(JSON.stringify(event)).not.toContain('sms-1');
    expect(Object.keys(event)).not.toEqual(expect.arrayContaining(['lead']));
    expect(Object.keys(event)).toHaveLength(27);
  });

  it('makes the id from the time and the identity of the place', () => {
    const event = makeEnriched();
    expect(eventIdMilliseconds(event.id)).toBe(Date.parse('2025-11-07T08:15:05.123Z'));
    expect(makeEnriched().id).toBe(event.id);
    expect(makeEnriched({ messageContent: 'other' }).id).toBe(event.id);
    expect(makeEnriched({}, { itemIndex: 1 }).id).not.toBe(event.id);
    expect(makeEnriched({ timestamp: 5 }).id.slice(15)).toBe(event.id.slice(15));
  });

  it('makes the identity from the dedupe key alone, when there is one', () => {
    const event = makeEnriched({ dedupeKey: 'sms-1' });
    expect(event.dedupeKeyHash).toBe(keyedIdentity('default', 'MESSAGE_SENT', 'sms-1'));
    expect(makeEnriched({ dedupeKey: 'sms-1' }, { executionId: 'x', itemIndex: 9 }).id).toBe(
      event.id,
    );
    expect(makeEnriched({ dedupeKey: 'sms-1', tenant: 'other' }).id).not.toBe(event.id);
  });

  it('makes events without key and execution id unlike each other', () => {
    const context = {
      origin: { ...origin, executionId: null },
      occurredAt: new Date(0),
      defaultSource: 'n8n:unsaved',
      privacy: 'catalogDefault' as const,
      random: countingRandom(),
    };
    const activity = makeActivity();
    expect(enrichEvent(activity, context).id).not.toBe(enrichEvent(activity, context).id);
    expect(enrichEvent(activity, context).executionId).toBeNull();
  });
});
