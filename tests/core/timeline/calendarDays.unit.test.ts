import fc from 'fast-check';
import { calendarDays } from '../../../nodes/core/timeline/calendarDays';

const HOUR = 3_600_000;
const at = (iso: string): number => Date.parse(iso);
const startsOf = (from: string, until: string, timeZone: string) =>
  calendarDays({ from: at(from), until: at(until) }, timeZone).map(
    ({ day, start }) => `${day} from ${new Date(start).toISOString()}`,
  );

/** What a calendar in the zone shows, by other means. */
function dayShown(instant: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  return format.format(instant);
}

describe('the days of a span', () => {
  it('begin with the span, and then at each midnight of the zone', () => {
    expect(startsOf('2026-01-05T10:00:00Z', '2026-01-07T05:30:00.001Z', 'Asia/Kolkata')).toEqual([
      '2026-01-05 from 2026-01-05T10:00:00.000Z',
      '2026-01-06 from 2026-01-05T18:30:00.000Z',
      '2026-01-07 from 2026-01-06T18:30:00.000Z',
    ]);
  });

  it.each([
    ['2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    ['2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
  ])('are 23 or 25 hours long when clocks change: from %s', (from, next) => {
    const days = calendarDays({ from: at(from), until: at(next) + 1 }, 'Europe/Berlin');
    expect(days.map(({ start }) => start)).toEqual([at(from), at(next)]);
  });

  it('come back for an hour where clocks were set back just after midnight', () => {
    const days = startsOf('2010-11-06T12:00:00Z', '2010-11-07T12:00:00Z', 'America/St_Johns');
    expect(days).toEqual([
      '2010-11-06 from 2010-11-06T12:00:00.000Z',
      '2010-11-07 from 2010-11-07T02:30:00.000Z',
      '2010-11-06 from 2010-11-07T02:31:00.000Z',
      '2010-11-07 from 2010-11-07T03:30:00.000Z',
    ]);
  });

  it('leave out the day that a zone skipped', () => {
    const days = calendarDays(
      { from: at('2011-12-29T12:00:00Z'), until: at('2011-12-31T12:00:00Z') },
      'Pacific/Apia',
    );
    expect(days.map(({ day }) => day)).toEqual(['2011-12-29', '2011-12-31', '2012-01-01']);
  });

  it('are those that a calendar in the zone shows, at any instant', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Africa/Cairo'];
    const span = fc.record({
      from: fc.integer({ min: at('1980-01-01'), max: at('2036-01-01') }),
      hours: fc.integer({ min: 1, max: 24 * 200 }),
      share: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      timeZone: fc.constantFrom(...zones),
    });
    fc.assert(
      fc.property(span, ({ from, hours, share, timeZone }) => {
        const days = calendarDays({ from, until: from + hours * HOUR }, timeZone);
        const instant = from + Math.floor(hours * HOUR * share);
        const found = days.findLast(({ start }) => start <= instant);
        expect(found?.day).toBe(dayShown(instant, timeZone));
        expect(days[0]?.start).toBe(from);
      }),
      { numRuns: 200 },
    );
  });
});
