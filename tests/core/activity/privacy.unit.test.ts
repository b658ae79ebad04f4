import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { hideWith } from '../../../nodes/core/activity/privacy';

const KEY = 'a key of thirty-two characters..';
const hide = hideWith(KEY, 'default');

describe('hideWith', () => {
  it('hashes with the key, over its domain, the tenant and the text', () => {
    const message = '["n8n-nodes-activity-log/privacy/1","default","sarah@example.com"]';
    const expected = createHmac('sha256', KEY).update(message).digest('hex');
    expect(hide('sarah@example.com')).toBe(`hmac:${expected}`);
  });

  it('gives equal texts of a tenant equal hashes, and no other', () => {
    const text = fc.string({ unit: 'binary', maxLength: 5 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(hide(one) === hideWith(KEY, 'default')(other)).toBe(one === other);
      }),
    );
  });

  it('tells half surrogate pairs apart', () => {
    expect(hide('\ud800')).not.toBe(hide('\ud801'));
  });

  it('gives another tenant, and another key, other hashes', () => {
    const hashes = [hide, hideWith(KEY, 'other'), hideWith(`${KEY}!`, 'default')].map((hash) =>
      hash('4085551234'),
    );
    expect(new Set(hashes).size).toBe(3);
  });

  it('does not mix up tenant and text', () => {
    expect(hideWith(KEY, 'a')('","b')).not.toBe(hideWith(KEY, 'a","')('b'));
  });

  it('masks without a key', () => {
    expect(hideWith(null, 'default')('sarah@example.com')).toBe('s•••@example.com');
  });
});
