import * as fc from 'fast-check';
import { parkPayload } from '../../../nodes/core/activity/parkPayload';

const parked = (value: unknown): unknown => JSON.parse(parkPayload(value));
const marker = (kind: string, value?: unknown) =>
  value === undefined ? { $activityLog: kind } : { $activityLog: kind, value };

const refuse = (): never => {
  throw new Error('hostile');
};

describe('parkPayload', () => {
  it('leaves JSON as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        expect(parked(plain)).toEqual(plain);
      }),
    );
  });

  it.each([
    [12n, marker('bigint', '12')],
    [NaN, marker('number', 'NaN')],
    [-Infinity, marker('number', '-Infinity')],
    [-0, marker('number', '-0')],
    [undefined, marker('undefined')],
    [Symbol('s'), marker('symbol', 's')],
    [function named() {}, marker('function', 'named')],
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(NaN), marker('invalid date')],
    [new Map([['a', 1n]]), marker('map', [['a', marker('bigint', '1')]])],
    [new Set([1]), marker('set', [1])],
    [Buffer.from('hi'), marker('bytes', 'aGk=')],
    [new RangeError('why'), marker('error', ['RangeError', 'why'])],
    [{ $activityLog: 'bigint' }, marker('object', [['$activityLog', 'bigint']])],
    [new Array(2), [marker('undefined'), marker('undefined')]],
    [
      [undefined, 1],
      [marker('undefined'), 1],
    ],
  ])('says what JSON cannot: %p', (value, expected) => expect(parked(value)).toEqual(expected));

  it('keeps NUL and half surrogate pairs, as ASCII', () => {
    const odd = { 'k\0\ud800': 'a\0b\udc00é😀' };
    expect(parkPayload(odd)).toMatch(/^[\x20-\x7e]+$/);
    expect(parked(odd)).toEqual(odd);
  });

  it('marks a circle, but not a value that is only used twice', () => {
    const shared = { a: 1 };
    const circular: Record<string, unknown> = { one: shared, two: shared };
    circular['self'] = [circular];
    expect(parked(circular)).toEqual({ one: shared, two: shared, self: [marker('circular')] });
  });

  it('keeps a key named __proto__', () => {
    const text = '{"__proto__":{"a":1}}';
    expect(parkPayload(JSON.parse(text))).toBe(text);
  });

  it('keeps the rest when a part cannot be read', () => {
    const value = Object.defineProperty({ kept: 1 }, 'bad', { enumerable: true, get: refuse });
    expect(parked({ value, list: [value] })).toEqual({
      value: { kept: 1, bad: marker('unreadable') },
      list: [{ kept: 1, bad: marker('unreadable') }],
    });
  });

  it.each([
    [
      'a proxy that refuses everything',
      new Proxy({}, { ownKeys: refuse, get: refuse, has: refuse }),
    ],
    ['a revoked proxy', revoked()],
    ['a date that lies', Object.assign(new Date(0), { getTime: refuse })],
    ['a DateTime that throws', { toMillis: refuse, toJSDate: refuse }],
  ])('does not throw for %s', (_, value) => {
    expect(parked({ value })).toEqual({ value: marker('unreadable') });
  });

  it('does not call toJSON', () => {
    expect(parked({ toJSON: refuse, a: 1 })).toEqual({
      toJSON: marker('function', 'refuse'),
      a: 1,
    });
  });

  it('ends for what has no end', () => {
    const endless: object = new Proxy(
      {},
      {
        ownKeys: () => ['a', 'b', 'c'],
        getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }),
        get: (_, key) => (typeof key === 'string' && key.length === 1 ? endless : undefined),
        has: () => false,
      },
    );
    let doubling: object = { bottom: true };
    for (let level = 0; level < 60; level++) doubling = { left: doubling, right: doubling };
    class Endless extends Map<string, number> {
      override *[Symbol.iterator](): MapIterator<[string, number]> {
        for (;;) yield ['a', 1];
      }
    }
    for (const value of [doubling, new Array(2 ** 32 - 1), new Endless()]) {
      expect(parkPayload(value).length).toBeLessThan(50_000_000);
    }
    expect(parkPayload(endless)).toContain('circular');
    expect(parkPayload(doubling)).toContain('truncated');
  });

  it('marks what is too deep', () => {
    let deep: unknown = 'bottom';
    for (let level = 0; level < 100_000; level++) deep = { deep };
    expect(parkPayload(deep)).toContain('too deep');
  });

  it('cuts only long texts where the whole is more than may be kept', () => {
    const value = { note: 'fine', long: ['ä'.repeat(500)] };
    expect(JSON.parse(parkPayload(value, null, 3000 + 200))).toEqual(value);
    expect(JSON.parse(parkPayload(value, null, 800))).toEqual({
      note: 'fine',
      long: [marker('cut', 'ä'.repeat(100))],
    });
  });

  it('cuts shorter where there are many long texts', () => {
    const value = Array<string>(100).fill('x'.repeat(500));
    const text = parkPayload(value, null, 10_000);
    expect(text.length).toBeLessThanOrEqual(10_000);
    expect(JSON.parse(text)).toEqual(value.map(() => marker('cut', 'x'.repeat(2))));
  });

  it('says that something was there where nothing can be cut', () => {
    const keys = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`key ${i}`, i]));
    expect(JSON.parse(parkPayload(keys, null, 500))).toEqual(marker('too long'));
  });

  it('makes ASCII JSON of anything', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
      withSparseArray: true,
    });
    fc.assert(
      fc.property(anything, (value) => {
        const text = parkPayload(value);
        expect(text).toMatch(/^[\x20-\x7e]*$/);
        expect(() => JSON.parse(text)).not.toThrow();
      }),
    );
  });
});

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
