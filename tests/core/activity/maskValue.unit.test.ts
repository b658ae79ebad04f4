import { maskText, maskValue } from '../../../nodes/core/activity/maskValue';

describe('maskText', () => {
  it.each([
    ['sarah@example.com', 's•••@example.com'],
    ['+1 (408) 555-1234', '•••34'],
    ['4085551234', '•••34'],
    ['Sarah Lee', '•••'],
    ['12', '•••'],
    ['', '•••'],
    ['a@b@c', '•••'],
  ])('leaves of %p only %p', (text, masked) => expect(maskText(text)).toBe(masked));
});

describe('maskValue', () => {
  it('masks texts and numbers at any depth, and keeps the form', () => {
    expect(maskValue({ a: ['Sarah', 4085551234, null, true], b: {} })).toEqual({
      a: ['•••', '•••34', null, true],
      b: {},
    });
  });
});
