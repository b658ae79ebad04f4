import { redactEvent } from '../../../nodes/core/activity/redactEvent';
import { hideWith } from '../../../nodes/core/activity/privacy';
import { makeEnriched } from '../../support/makeEvents';

const sms = makeEnriched({
  lead: { by: 'email', value: 'sarah@example.com' },
  messageContent: 'Call me at 4085551234',
  fields: { phone: '4085551234', campaign_id: 'spring', extra: { note: 'Sarah', n: 1, ok: true } },
});

const strict = { mode: 'strict', key: null } as const;
const KEY = 'a key of thirty-two characters..';
const keyed = { mode: 'strict', key: KEY } as const;
const byDefault = { mode: 'catalogDefault', key: null } as const;

describe('redactEvent', () => {
  it.each(['catalogDefault', 'off'] as const)('keeps CRM events whole under %s', (mode) => {
    expect(redactEvent(sms, { mode, key: null })).toEqual(sms);
  });

  it('masks personal and unknown fields and the message under Strict', () => {
    expect(redactEvent(sms, strict)).toMatchObject({
      messageContent: '•••',
      metadata: {
        phone: '•••34',
        campaign_id: 'spring',
        extra: { note: '•••', n: '•••', ok: true },
      },
      description: 'SMS sent: •••',
      searchExtra: '•••34',
    });
  });

  it('leaves no personal value anywhere under Strict but in the reference to the lead', () => {
    const { leadEmail, ...rest } = redactEvent(
      { ...sms, description: 'Supplied: 4085551234' },
      strict,
    );
    expect(leadEmail).toBe('sarah@example.com');
    expect(JSON.stringify(rest)).not.toMatch(/408555|Call me|Sarah/i);
  });

  it('hashes identifying fields with the key under Strict, and masks the others', () => {
    const hash = hideWith(KEY, 'default')('4085551234');
    expect(redactEvent(sms, keyed)).toMatchObject({
      messageContent: '•••',
      metadata: { ...redactEvent(sms, strict).metadata, phone: hash },
      searchExtra: hash,
    });
  });

  it('makes the same person recognisable over event types, but not over tenants', () => {
    const booked = { eventType: 'BOOKING_CONFIRMED', fields: email('invitee_email') };
    const escalated = { eventType: 'CONVERSATION_ESCALATED', fields: email('escalated_to_email') };
    const hashes = [booked, { ...escalated, tenant: 'other' }, escalated].map((input) => {
      const { metadata } = redactEvent(makeEnriched(input), keyed);
      return metadata['invitee_email'] ?? metadata['escalated_to_email'];
    });
    expect(hashes[0]).toMatch(/^hmac:[0-9a-f]{64}$/);
    expect(hashes[2]).toBe(hashes[0]);
    expect(hashes[1]).not.toBe(hashes[0]);
  });

  it('does not use the key unless asked to be Strict', () => {
    expect(redactEvent(sms, { ...byDefault, key: KEY })).toEqual(sms);
    expect(redactEvent(sms, { mode: 'off', key: KEY })).toEqual(sms);
  });

  it('drops what the catalog drops under Strict', () => {
    const fields = { provider: 'Clay', data: { age: 30 } };
    const enriched = makeEnriched({ eventType: 'ENRICHMENT_COMPLETED', fields });
    expect(redactEvent(enriched, strict).metadata).toEqual({ provider: 'Clay' });
    expect(redactEvent(enriched, byDefault).metadata).toEqual(fields);
  });

  it('keeps a supplied description by default', () => {
    const supplied = makeEnriched({ description: 'Sent to Sarah' });
    expect(redactEvent(supplied, byDefault).description).toBe('Sent to Sarah');
  });

  it('does not change the event that it is given', () => {
    const before = JSON.stringify(sms);
    redactEvent(sms, strict);
    expect(JSON.stringify(sms)).toBe(before);
  });
});

function email(name: string): Record<string, unknown> {
  return { [name]: 'sarah@example.com', scheduled_at: '2025-11-10T14:00:00Z', reason: 'x' };
}
