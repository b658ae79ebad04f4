import fc from 'fast-check';
import {
  HIGHEST_ID,
  idRange,
  justAbove,
  LOWEST_ID,
  lowestIdAt,
  timeOfId,
} from '../../../nodes/core/timeline/idRange';
import { timeWindows } from '../../../nodes/core/timeline/timeWindows';

const at = (date: string): string => lowestIdAt(Date.parse(date));
const ALL = { from: LOWEST_ID, below: HIGHEST_ID };
const anchor = Date.parse('2026-03-10T12:00:00Z');

describe('time windows', () => {
  it('widen from the month of the present back, and the first is open above', () => {
    expect(timeWindows(ALL, anchor, 'descending')).toEqual([
      { from: at('2026-03-01'), below: HIGHEST_ID },
      { from: at('2026-01-01'), below: at('2026-03-01') },
      { from: at('2025-09-01'), below: at('2026-01-01') },
      { from: at('2025-01-01'), below: at('2025-09-01') },
      { from: LOWEST_ID, below: at('2025-01-01') },
    ]);
  });

  it('widen from the oldest month on, and the last is open above', () => {
    expect(timeWindows(ALL, anchor, 'ascending')).toEqual([
      { from: LOWEST_ID, below: at('2026-04-01') },
      { from: at('2026-04-01'), below: at('2026-06-01') },
      { from: at('2026-06-01'), below: at('2026-10-01') },
      { from: at('2026-10-01'), below: at('2027-06-01') },
      { from: at('2027-06-01'), below: HIGHEST_ID },
    ]);
  });

  it('are one when the range lies within a month, and none when it is empty', () => {
    const week = idRange(Date.parse('2026-03-02'), Date.parse('2026-03-09'));
    expect(timeWindows(week, anchor, 'descending')).toEqual([week]);
    expect(timeWindows(week, anchor, 'ascending')).toEqual([week]);
    expect(timeWindows({ from: week.below, below: week.from }, anchor, 'descending')).toEqual([]);
  });

  it('cover a range without gap or overlap, in the order of reading, wherever they begin', () => {
    const instant = fc.integer({ min: 0, max: Date.parse('2100-01-01') });
    fc.assert(
      fc.property(
        fc.option(instant),
        fc.option(instant),
        instant,
        fc.constantFrom('ascending', 'descending'),
        (after, before, begin, times) => {
          const range = idRange(after, before);
          const windows = timeWindows(range, begin, times);
          const upwards = times === 'ascending' ? windows : [...windows].reverse();
          const ends = upwards.flatMap(({ from, below }) => [from, below]);
          const isEmpty = range.from >= range.below;
          expect([ends.at(0), ends.at(-1)]).toEqual(
            isEmpty ? [undefined, undefined] : [range.from, range.below],
          );
          expect(ends.slice(1, -1).filter((_, i) => i % 2 === 0)).toEqual(
            ends.slice(1, -1).filter((_, i) => i % 2 === 1),
          );
          for (const { from, below } of windows) expect(from < below).toBe(true);
        },
      ),
    );
  });
});

describe('an id', () => {
  it('tells its time', () => {
    expect(timeOfId(at('2026-03-10T12:00:00.007Z'))).toBe(Date.parse('2026-03-10T12:00:00.007Z'));
  });

  it('has a next one, over all its groups', () => {
    expect(justAbove('01a19467-e800-7fff-ffff-ffffffffffff')).toBe(
      '01a19467-e800-8000-0000-000000000000',
    );
    expect(justAbove(LOWEST_ID)).toBe('00000000-0000-0000-0000-000000000001');
  });
});
