import fc from 'fast-check';
import { idRange, lowestIdAt, rangeBelow } from '../../../nodes/core/timeline/idRange';

/** An id as the writer makes it: 48 bits of milliseconds, version 8, any tail. */
function idAt(milliseconds: number, tail: bigint): string {
  const hex =
    milliseconds.toString(16).padStart(12, '0') + `8${tail.toString(16).padStart(19, '0')}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const times = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) });
const tails = fc.bigInt({ min: 0n, max: 2n ** 76n - 1n });

describe('the id range', () => {
  it('holds exactly the events from after to before', () => {
    fc.assert(
      fc.property(times, times, times, tails, (after, before, at, tail) => {
        const range = idRange(after, before);
        const id = idAt(at, tail);
        expect(id >= range.from && id < range.below).toBe(at >= after && at < before);
      }),
    );
  });

  it('is exact to the millisecond at both ends', () => {
    const range = idRange(1000, 2000);
    const within = (id: string) => id >= range.from && id < range.below;
    expect(within(idAt(999, 2n ** 76n - 1n))).toBe(false);
    expect(within(idAt(1000, 0n))).toBe(true);
    expect(within(idAt(1999, 2n ** 76n - 1n))).toBe(true);
    expect(within(idAt(2000, 0n))).toBe(false);
  });

  it('holds every event when no date is given', () => {
    fc.assert(
      fc.property(times, tails, (at, tail) => {
        const range = idRange(null, null);
        const id = idAt(at, tail);
        expect(id >= range.from && id < range.below).toBe(true);
      }),
    );
  });

  it('counts a time before 1970 as 1970', () => {
    expect(lowestIdAt(-1)).toBe('00000000-0000-0000-0000-000000000000');
  });

  it('is only ever narrowed by a cursor', () => {
    const range = idRange(1000, 2000);
    expect(rangeBelow(range, idAt(1500, 7n))).toEqual({ from: range.from, below: idAt(1500, 7n) });
    expect(rangeBelow(range, idAt(3000, 7n))).toEqual(range);
  });
});
