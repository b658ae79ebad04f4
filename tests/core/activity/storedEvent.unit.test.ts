import * as fc from 'fast-check';
import { redactEvent } from '../../../nodes/core/activity/redactEvent';
import { reviveEvent } from '../../../nodes/core/activity/reviveEvent';
import { storeEvent } from '../../../nodes/core/activity/storedEvent';
import { InvalidEventError } from '../../../nodes/core/errors';
import { makeEnriched } from '../../support/makeEvents';

const privacy = { mode: 'catalogDefault', key: null } as const;
const event = redactEvent(
  makeEnriched({
    lead: { by: 'email', value: 'Sarah@Example.com' },
    messageContent: 'Grüße 😀',
    fields: { phone: '4085551234', extra: { deep: [1, null, 'é'] } },
    dedupeKey: 'sms-1',
  }),
  privacy,
);

function changed(changes: Record<string, unknown>): string {
  return JSON.stringify({ ...event, ...changes });
}

describe('storeEvent and reviveEvent', () => {
  it('give back the same event, by way of ASCII', () => {
    const stored = storeEvent(event);
    expect(stored).toMatch(/^[\x20-\x7e]+$/);
    expect(reviveEvent(stored)).toEqual(event);
  });

  it('give back any event', () => {
    const text = fc.string({ unit: 'grapheme-composite' }).map((s) => s.replaceAll('\0', ''));
    const fields = fc.dictionary(
      text.filter((key) => key !== ''),
      fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value).replaceAll('\\u0000', ''))),
    );
    fc.assert(
      fc.property(
        text,
        fields,
        fc.date({ noInvalidDate: true, min: new Date(0) }),
        (message, extra, at) => {
          fc.pre(at.getUTCFullYear() <= 9999);
          const given = {
            eventType: 'custom.type',
            messageContent: message,
            fields: extra,
            timestamp: at,
          };
          const any = redactEvent(makeEnriched(given), privacy);
          expect(reviveEvent(storeEvent(any))).toEqual(any);
        },
      ),
    );
  });

  it('keeps a key named __proto__ a key', () => {
    const fields = JSON.parse('{"__proto__": {"a": 1}}') as object;
    const odd = redactEvent(makeEnriched({ fields }), privacy);
    const revived = reviveEvent(storeEvent(odd));
    expect(Object.keys(revived.metadata)).toEqual(['__proto__']);
    expect(JSON.stringify(revived.metadata)).toBe('{"__proto__":{"a":1}}');
  });

  it.each([
    ['Stored Event: leadId', { leadId: 'no uuid' }],
    ['Stored Event: metadata', { metadata: [] }],
    ['Stored Event: metadata', { metadata: undefined }],
    ['Stored Event: schemaVersion', { schemaVersion: 0 }],
    ['Stored Event: timestamp', { timestamp: '2025-11-07' }],
    ['Stored Event: payloadHash', { payloadHash: 'abc' }],
    ['Stored Event: description', { description: null }],
    ['Stored Event: id', { timestamp: '2025-11-07T08:15:05.124Z' }],
    ['Stored Event: userId', { userId: 'a\0b' }],
    ['Stored Event: metadata: a', { metadata: { a: '\ud800' } }],
    ['Stored Event', { unheardOf: 1 }],
  ])('names %s when it does not fit', (field, changes) => {
    expect(() => reviveEvent(changed(changes))).toThrow(
      expect.objectContaining({ field, code: 'invalid_event' }),
    );
  });

  it.each(['', '{"tenantId":"secret', 'null', '[]', '"text"', '17'])('refuses %s', (json) => {
    expect(() => reviveEvent(json)).toThrow(InvalidEventError);
    expect(() => reviveEvent(json)).not.toThrow(/secret/);
  });
});
