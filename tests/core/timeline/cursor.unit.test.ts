import fc from 'fast-check';
import { ConfigurationError } from '../../../nodes/core/errors';
import { decodeCursor, encodeCursor, fingerprint } from '../../../nodes/core/timeline/cursor';

const ID = '019a5c3e-7b10-8abc-9def-0123456789ab';
const MINE = fingerprint(['lead', 'a']);

describe('the cursor', () => {
  it('gives back the id that it was made of', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.array(fc.string()), (id, parts) => {
        const belongsTo = fingerprint(parts);
        expect(decodeCursor(encodeCursor(id, belongsTo), belongsTo)).toBe(id);
      }),
    );
  });

  it('needs no escaping in a URL', () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        expect(encodeCursor(id, MINE)).toMatch(/^[\w-]+$/);
      }),
    );
  });

  it('is refused with other filters, and says so', () => {
    const other = fingerprint(['lead', 'b']);
    expect(() => decodeCursor(encodeCursor(ID, MINE), other)).toThrow(
      'The parameter Cursor belongs to another subject or to other filters.',
    );
  });

  it('is refused when any character of it is changed, and is not blamed on the filters', () => {
    const cursor = encodeCursor(ID, MINE);
    fc.assert(
      fc.property(fc.nat(cursor.length - 1), fc.constantFrom(...'aZ0-_ =.é'), (at, character) => {
        fc.pre(cursor[at] !== character);
        const changed = cursor.slice(0, at) + character + cursor.slice(at + 1);
        expect(() => decodeCursor(changed, MINE)).toThrow(/is not one that this node gave out/);
      }),
    );
  });

  it.each(['x', '0', 'null', 'eyJpZCI6MX0', encodeCursor(ID, MINE).slice(1)])(
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

function catchError(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
