import { createHash } from 'node:crypto';
import { payloadHash } from '../../../nodes/core/activity/payloadHash';
import { makeActivity } from '../../support/makeEvents';

const hash = (
  input: Record<string, unknown>,
  mode: 'catalogDefault' | 'strict' = 'catalogDefault',
) => payloadHash(makeActivity(input), mode);

const given = {
  lead: { by: 'airtableId', value: 'recABC123' },
  messageContent: 'Hi',
  fields: { phone: '4085551234', campaign_id: 'spring' },
};

describe('payloadHash', () => {
  it('is the SHA-256 of the canonical JSON of what was supplied', () => {
    const canonical =
      '{"description":null,"lead":{"by":"airtableId","value":"recABC123"},"message":"Hi",' +
      '"metadata":{"campaign_id":"spring","phone":"4085551234"},"type":"MESSAGE_SENT"}';
    expect(hash(given)).toBe(createHash('sha256').update(canonical).digest('hex'));
  });

  it('does not depend on the order of fields, nor on where and when the event was made', () => {
    const again = {
      ...given,
      fields: { campaign_id: 'spring', phone: 4085551234 },
      timestamp: 5,
      source: 'other',
      executionId: 'other',
      dedupeKey: 'key',
    };
    expect(hash(again)).toBe(hash(given));
  });

  it.each([
    { eventType: 'MESSAGE_DELIVERED' },
    { lead: { by: 'airtableId', value: 'recABC124' } },
    { lead: undefined },
    { description: 'Supplied' },
    { messageContent: 'Hi!' },
    { fields: { ...given.fields, campaign_id: 'summer' } },
    { fields: { ...given.fields, extra: null } },
  ])('differs with %j', (change) => {
    expect(hash({ ...given, ...change })).not.toBe(hash(given));
  });

  it('does not say which identifying value Strict privacy hashes', () => {
    const reached = (phone: string) => hash({ ...given, fields: { phone } }, 'strict');
    expect(reached('4085551234')).toBe(reached('2125550199'));
  });

  it('gives nothing to guess of what Strict privacy hides', () => {
    const other = {
      ...given,
      description: 'For Sarah',
      messageContent: 'Something else',
      fields: { phone: '2125550034', campaign_id: 'spring' },
    };
    expect(hash(other, 'strict')).toBe(hash(given, 'strict'));
    const dropped = (data: object) =>
      hash({ eventType: 'ENRICHMENT_COMPLETED', fields: { data } }, 'strict');
    expect(dropped({ age: 30 })).toBe(dropped({ age: 31 }));
  });
});
