import fc from 'fast-check';
import { isHiddenText } from '../../../nodes/core/activity/hiddenText';
import { maskText } from '../../../nodes/core/activity/maskValue';
import { hideWith } from '../../../nodes/core/activity/privacy';

describe('a hidden text', () => {
  it('is whatever masking or hashing leaves', () => {
    const hash = hideWith('a key of thirty-two characters..', 'default');
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.emailAddress(),
      fc.stringMatching(/^\+?[\d ]{7,15}$/),
    );
    fc.assert(
      fc.property(texts, (text) => isHiddenText(maskText(text)) && isHiddenText(hash(text))),
    );
  });

  it.each(['ann@example.com', '4085551234', 'Hey John', '', 'hmac:1234', '•••345', 'a •••'])(
    'is not %p',
    (text) => {
      expect(isHiddenText(text)).toBe(false);
    },
  );
});
