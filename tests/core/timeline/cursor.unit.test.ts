import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { ConfigurationError } from '../../../nodes/core/errors';
import {
  type CursorPosition,
  decodeCursor,
  decodeSortedCursor,
  encodeCursor,
  fingerprint,
} from '../../../nodes/core/timeline/cursor';

const ID = '019a5c3e-7b10-8abc-9def-0123456789ab';
const MINE = fingerprint(['lead', 'a']);
const NEXT: CursorPosition = { direction: 'next', id: ID };

const text = fc.string({ unit: 'grapheme' }).map((any) => any.replaceAll('\0', ''));

const position: fc.Arbitrary<CursorPosition> = fc
  .record({
    direction: fc.constantFrom('next', 'previous'),
    id: fc.uuid(),
    sorted: fc.option(fc.record({ tenant: text, value: fc.option(text) }), { nil: undefined }),
  })
  .map(({ sorted, ...place }) => (sorted === undefined ? place : { ...place, sorted }));

describe('the cursor', () => {
  it('gives back the position that it was made of, with no value and an empty one apart', () => {
    fc.assert(
      fc.property(position, fc.array(fc.string()), (place, parts) => {
        const belongsTo = fingerprint(parts);
        expect(decodeCursor(encodeCursor(place, belongsTo), belongsTo)).toEqual(place);
      }),
    );
  });

  it('of an older version is refused as such, with the cure', () => {
    const error = catchError(() => decodeCursor(ofVersion1(), MINE));
    expect(error).toMatchObject({
      code: 'invalid_cursor',
      message: 'The parameter Cursor was given out by another version of this node.',
      hint: expect.stringContaining('leave Cursor empty'),
    });
  });

  it.each([
    ['a kind that there is not', '07'],
    ['bytes behind a place that has no more', '00ff'],
    ['no length of the tenant', '01'],
    ['a tenant that ends too early', '01000561'],
    ['something behind the tenant', '0100016162'],
    ['a tenant with a NUL', '010001' + '00'],
    ['a tenant that is no UTF-8', '010001' + 'ff'],
    ['a value with a NUL', '0200016100'],
    ['a value that is no UTF-8', '02000161c3'],
    ['no place in the order', '00'],
  ])('made by hand is refused in words: %s', (_, kindAndPlace) => {
    const error = catchError(() => decodeSortedCursor(madeByHand(kindAndPlace), MINE));
    expect(error).toMatchObject({
      code: 'invalid_cursor',
      message: expect.stringContaining('is not one that'),
    });
  });

  it('made by hand as it would be given out is taken', () => {
    const sorted = { tenant: 'a', value: 'b' };
    expect(decodeSortedCursor(madeByHand('0200016162'), MINE)).toEqual({ ...NEXT, sorted });
  });

  it('needs no escaping in a URL', () => {
    fc.assert(
      fc.property(position, (place) => {
        expect(encodeCursor(place, MINE)).toMatch(/^[\w-]+$/);
      }),
    );
  });

  it('is refused with other filters, and says so', () => {
    const other = fingerprint(['lead', 'b']);
    expect(() => decodeCursor(encodeCursor(NEXT, MINE), other)).toThrow(
      'The parameter Cursor belongs to another subject or to other filters.',
    );
  });

  it('is refused when any character of it is changed, and is not blamed on the filters', () => {
    const cursor = encodeCursor(NEXT, MINE);
    fc.assert(
      fc.property(fc.nat(cursor.length - 1), fc.constantFrom(...'aZ0-_ =.é'), (at, character) => {
        fc.pre(cursor[at] !== character);
        const changed = cursor.slice(0, at) + character + cursor.slice(at + 1);
        expect(() => decodeCursor(changed, MINE)).toThrow(/is not one that this node gave out/);
      }),
    );
  });

  it.each(['x', '0', 'null', 'eyJpZCI6MX0', encodeCursor(NEXT, MINE).slice(1)])(
    'refuses %j with the cure and without repeating it',
    (text) => {
      const error = catchError(() => decodeCursor(text, MINE));
      expect(error).toBeInstanceOf(ConfigurationError);
      expect(error).toMatchObject({
        code: 'invalid_cursor',
        hint: expect.stringContaining('leave Cursor empty'),
      });
    },
  );
});

describe('the fingerprint', () => {
  it('tells subjects and filters apart', () => {
    expect(fingerprint(['a', 'b'])).not.toBe(fingerprint(['ab']));
    expect(fingerprint([['a'], 'b'])).not.toBe(fingerprint(['a', ['b']]));
  });
});

/** As version 1 laid it out: version, 1, id, fingerprint, check sum. */
function ofVersion1(): string {
  return checked(`0101${ID.replaceAll('-', '')}${MINE}`);
}

/** A cursor of this version, towards the next page, with a place in the order as given in hex. */
function madeByHand(kindAndPlace: string): string {
  const [kind, place] = [kindAndPlace.slice(0, 2), kindAndPlace.slice(2)];
  return checked(`0300${kind}${ID.replaceAll('-', '')}${MINE}${place}`);
}

function checked(hex: string): string {
  const body = Buffer.from(hex, 'hex');
  const check = createHash('sha256').update(body).digest().subarray(0, 4);
  return Buffer.concat([body, check]).toString('base64url');
}

function catchError(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
