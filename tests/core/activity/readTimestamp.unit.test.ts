import * as fc from 'fast-check';
import { readTimestamp } from '../../../nodes/core/activity/readTimestamp';

const read = (value: unknown) => readTimestamp('Timestamp', value);

describe('readTimestamp', () => {
  it.each([
    ['2025-11-07T08:15:05Z', '2025-11-07T08:15:05.000Z'],
    ['2025-11-07T08:15:05.1Z', '2025-11-07T08:15:05.100Z'],
    ['2025-11-07T08:15:05.123999+00:00', '2025-11-07T08:15:05.123Z'],
    ['2025-11-07 08:15:05,5z', '2025-11-07T08:15:05.500Z'],
    ['2025-11-07T08:15-0530', '2025-11-07T13:45:00.000Z'],
    ['2025-11-07T08:15:05+02', '2025-11-07T06:15:05.000Z'],
    [' 2024-02-29T00:00:00Z ', '2024-02-29T00:00:00.000Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    [1762503305123, '2025-11-07T08:15:05.123Z'],
    [1762503305123.9, '2025-11-07T08:15:05.123Z'],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [{ toMillis: () => 1, toJSDate: () => new Date(1) }, '1970-01-01T00:00:00.001Z'],
  ])('reads %p', (value, iso) => expect(read(value)).toBe(iso));

  it.each([undefined, null, ''])('takes %p for absent', (value) => expect(read(value)).toBeNull());

  it.each([
    '2025-11-07',
    '2025-11-07T08:15:05',
    '2025-02-30T08:15:05Z',
    '2025-02-29T08:15:05Z',
    '2025-11-07T25:00:00Z',
    '2025-11-07T08:61:00Z',
    '2025-11-07T08:15:05+99:00',
    '1969-12-31T23:59:59Z',
    '0000-01-01T00:00:00Z',
    '+010000-01-01T00:00:00Z',
    'yesterday',
    -1,
    253402300800000,
    NaN,
    Infinity,
    10n,
    true,
    {},
    [],
    new Date(NaN),
    { toMillis: () => NaN, toJSDate: () => null },
    { toMillis: () => 5 },
  ])('refuses %p with the cure', (value) => {
    expect(() => read(value)).toThrow(
      expect.objectContaining({
        field: 'Timestamp',
        hint: expect.stringContaining('Z or an offset') as string,
      }),
    );
  });

  it('reads back every instant that a Date can write', () => {
    const date = fc.date({
      noInvalidDate: true,
      min: new Date(0),
      max: new Date('9999-12-31T23:59:59.999Z'),
    });
    fc.assert(fc.property(date, (at) => expect(read(at.toISOString())).toBe(at.toISOString())));
  });
});
