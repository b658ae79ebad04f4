import fc from 'fast-check';
import { parkPayload } from '../../../nodes/core/activity/parkPayload';
import { LostValue, unparkPayload } from '../../../nodes/core/activity/unparkPayload';

const again = (value: unknown) => unparkPayload(parkPayload(value));

describe('what was parked', () => {
  it('comes back as it was, as far as JSON and our markers can say', () => {
    const values = fc.anything({
      ...{ withBigInt: true, withDate: false, withMap: true, withSet: true },
      ...{ withNullPrototype: false, key: fc.oneof(fc.string(), fc.constant('$activityLog')) },
    });
    fc.assert(fc.property(values, (value) => expect(again(value)).toStrictEqual(value)));
  });

  it('comes back as what would be refused alike', () => {
    expect(String(again(new Date(Number.NaN)))).toBe('Invalid Date');
    expect(typeof again(() => 1)).toBe('function');
    expect(typeof again(Symbol('x'))).toBe('symbol');
    expect(again(new Error('x'))).toBeInstanceOf(Error);
    expect(again(Buffer.from('x'))).toEqual(Buffer.from('x'));
  });

  it.each([
    [
      'circular',
      {
        get self(): unknown {
          return this;
        },
      },
      'self',
    ],
    [
      'unreadable',
      {
        get self(): unknown {
          throw new Error('no');
        },
      },
      'self',
    ],
  ])('tells what was lost by %s', (kind, value, name) => {
    expect((again(value) as Record<string, unknown>)[name]).toEqual(new LostValue(kind));
  });

  it('tells what was cut', () => {
    expect(unparkPayload(parkPayload({ text: 'x'.repeat(9000) }, null, 5000))).toEqual({
      text: new LostValue('cut'),
    });
    expect(unparkPayload('{"$activityLog":"bigint","value":"•••"}')).toEqual(
      new LostValue('bigint'),
    );
  });
});
