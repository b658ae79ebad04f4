import * as fc from 'fast-check';
import { maskText, maskValue } from '../../../nodes/core/activity/maskValue';

describe('maskText', () => {
  it.each([
    ['sarah@example.com', 's•••@example.com'],
    ['𝒮arah@example.com', '𝒮•••@example.com'],
    ['+1 (408) 555-1234', '•••34'],
    ['4085551234', '•••34'],
    ['Sarah Lee', '•••'],
    ['12', '•••'],
    ['     12', '•••'],
    ['', '•••'],
    ['a@b@c', '•••'],
    ['\ud835arah@example.com', '•••'],
    ['https://sarah:secret@host.example/?token=1', '•••'],
    ['sarah@example.com/reset?token=1', '•••'],
  ])('leaves of %p only %p', (text, masked) => expect(maskText(text)).toBe(masked));

  it('masks texts of any length and script, without a look for what is no contact', () => {
    for (const letter of ['x', 'ж', '4']) expect(maskText(letter.repeat(30_000_000))).toBe('•••');
  });

  const anything = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map(unit) });
  const host = fc.string({ unit: fc.constantFrom(...'abz09.-é\ud800 /@') });
  const address = fc.tuple(anything, host).map(([local, domain]) => `${local}@${domain}`);
  const number = fc.string({ unit: fc.constantFrom(...'0123456789 +()./-\n') });

  it('never leaves more than a first letter and a host, two digits of seven, or nothing', () => {
    fc.assert(
      fc.property(fc.oneof(anything, address, number), (text) => {
        const [left = '', right = ''] = maskText(text).split('•••');
        const isHost = /^@[\p{L}\p{N}.-]+$/u.test(right) && text.endsWith(right);
        const isEnding = /^\d\d$/.test(right) && text.replace(/\D/g, '').length >= 7;
        expect(Array.from(left).length).toBe(isHost ? 1 : 0);
        expect(right === '' || isHost || isEnding).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('never leaves half of a surrogate pair', () => {
    const astral = fc.string({ unit: fc.constantFrom('𝒮', '😀', '\ud835', '\udcae', 'a') });
    const addresses = fc.tuple(astral, astral).map(([local, domain]) => `${local}@${domain}`);
    fc.assert(
      fc.property(fc.oneof(anything, address, addresses), (text) => {
        expect(maskText(text)).not.toMatch(/\p{Surrogate}/u);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('maskValue', () => {
  it('masks texts and numbers at any depth, and keeps the form', () => {
    expect(maskValue({ a: ['Sarah', 4085551234, null, true], b: {} })).toEqual({
      a: ['•••', '•••34', null, true],
      b: {},
    });
  });
});

function unit(code: number): string {
  return String.fromCharCode(code);
}
