import { runInNewContext } from 'node:vm';
import { readJson } from '../../../nodes/core/activity/readJson';
import { InvalidEventError } from '../../../nodes/core/errors';

function nested(levels: number): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

const circular: Record<string, unknown> = {};
circular['self'] = { again: circular };
const throwing = {
  get phone(): string {
    throw new Error('4085551234');
  },
};

describe('readJson', () => {
  it('copies JSON as it is', () => {
    const value = { a: [1, -2.5, 'é', true, null, {}], '': { b: [] } };
    expect(readJson('Fields', value)).toEqual(value);
    expect(readJson('Fields', value)).not.toBe(value);
  });

  it('turns valid dates into ISO 8601 at any depth', () => {
    const luxon = { toMillis: () => 0, toJSDate: () => new Date(0) };
    expect(readJson('Fields', { at: [new Date(5)], then: { luxon } })).toEqual({
      at: ['1970-01-01T00:00:00.005Z'],
      then: { luxon: '1970-01-01T00:00:00.000Z' },
    });
  });

  it('reads what another realm made, as Code nodes do', () => {
    const foreign: unknown = runInNewContext(
      '({ a: [new Date(0), { b: 1 }], c: Object.create(null) })',
    );
    expect(readJson('Fields', foreign)).toEqual({
      a: ['1970-01-01T00:00:00.000Z', { b: 1 }],
      c: {},
    });
  });

  it('has no negative zero, which JSON would lose', () => {
    expect(Object.is(readJson('Fields', -0), 0)).toBe(true);
  });

  it('keeps one value that is used twice', () => {
    const shared = { a: 1 };
    expect(readJson('Fields', [shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
  });

  it.each([
    ['Fields: a.b', { a: { b: 1n } }],
    ['Fields: a.b', { a: { b: undefined } }],
    ['Fields: a[1]', { a: [1, undefined] }],
    ['Fields: a[0]', { a: new Array(1) }],
    ['Fields: a', { a: () => 1 }],
    ['Fields: a', { a: Symbol('x') }],
    ['Fields: a', { a: NaN }],
    ['Fields: a', { a: -Infinity }],
    ['Fields: a', { a: new Date(NaN) }],
    ['Fields: a', { a: { toMillis: () => NaN, toJSDate: () => null } }],
    ['Fields: a', { a: new Map() }],
    ['Fields: a', { a: Buffer.from('x') }],
    ['Fields: a', { a: /x/ }],
    ['Fields: a', { a: 'x\0' }],
    ['Fields: a.b', { a: { b: '\ud800' } }],
    ['A key of Fields: a', { a: { 'x\0': 1 } }],
    ['A key of Fields', { '\udc00': 1 }],
    ['Fields: self.again', circular],
    ['Fields', throwing],
    ['Fields: …', { 'sarah@example.com': 1n }],
  ])('names %s when JSON or PostgreSQL cannot keep it', (field, value) => {
    expect(() => readJson('Fields', value)).toThrow(expect.objectContaining({ field }));
    expect(() => readJson('Fields', value)).toThrow(InvalidEventError);
    expect(() => readJson('Fields', value)).not.toThrow(/4085551234|sarah/);
  });

  it('reads 100 levels and no more', () => {
    expect(() => readJson('Fields', nested(100))).not.toThrow();
    expect(() => readJson('Fields', nested(101))).toThrow(/100 levels/);
    expect(() => readJson('Fields', nested(100_000))).toThrow(InvalidEventError);
  });
});
