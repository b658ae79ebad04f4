import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { ConfigurationError } from '../../../nodes/core/errors';
import {
  type CursorPosition,
  decodeCursor,
  encodeCursor,
  fingerprint,
} from '../../../nodes/core/timeline/cursor';

const ID = '019a5c3e-7b10-8abc-9def-0123456789ab';
const MINE = fingerprint(['lead', 'a']);
const NEXT: CursorPosition = { direction: 'next', id: ID };

const position: fc.Arbitrary<CursorPosition> = fc
  .record({
    direction: fc.constantFrom('next', 'previous'),
    id: fc.uuid(),
    sortValue: fc.option(fc.option(fc.string({ unit: 'grapheme' }), { nil: null }), {
      nil: undefined,
    }),
  })
  .map(({ sortValue, ...place }) => (sortValue === undefined ? place : { ...place, sortValue }));

describe('the cursor', () => {
  it('gives back the position that it was made of, with null and an empty sort value apart', () => {
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
  const body = Buffer.from(`0101${ID.replaceAll('-', '')}${MINE}`, 'hex');
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
