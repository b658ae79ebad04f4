import fc from 'fast-check';
import { fieldPrivacy } from '../../../nodes/core/activity/privacyMode';
import { EVENT_TYPES } from '../../../nodes/core/catalog/eventTypes';
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

describe('a field that Strict privacy hides', () => {
  const hidden = EVENT_TYPES.flatMap((type) =>
    type.fields.map((field) => ({ field, privacy: fieldPrivacy(type, field.name, 'strict') })),
  ).filter(({ privacy }) => privacy !== 'keep');

  it('still passes its own check when it is hidden, so that the event can be edited', () => {
    expect(hidden.length).toBeGreaterThan(0);
    for (const { field, privacy } of hidden) {
      if (privacy === 'drop') expect(field.required).toBe(false);
      else if (field.kind !== 'object' && field.kind !== 'array') {
        expect(field.schema.safeParse(maskText('4085551234')).success).toBe(true);
      }
    }
  });
});
