import { redactEvent } from '../../../nodes/core/activity/redactEvent';
import { makeEnriched } from '../../support/makeEvents';

const sms = makeEnriched({
  lead: { by: 'email', value: 'sarah@example.com' },
  messageContent: 'Call me at 4085551234',
  fields: { phone: '4085551234', campaign_id: 'spring', extra: { note: 'Sarah', n: 1, ok: true } },
});

const strict = { mode: 'strict', key: null } as const;
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
