import fc from 'fast-check';
import { dayOf, rangeOf } from '../../../nodes/core/timeline/dateRange';
import { DATE_RANGES, type DateRange } from '../../../nodes/core/timeline/filterRequest';

const HOUR = 3_600_000;
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
];

function span(preset: DateRange, now: string, timeZone: string): string[] {
  const { after, before } = rangeOf(preset, { timeZone, now: new Date(now) });
  return [after, before].map((instant) => new Date(instant).toISOString().replace(':00.000Z', 'Z'));
}

const hours = ({ after, before }: { after: number; before: number }) => (before - after) / HOUR;

describe('a range that people ask for by name', () => {
  // A Wednesday, late in the evening in UTC and already Thursday in Berlin.
  it.each<[DateRange, string, string]>([
    ['today', '2026-01-07T23:00Z', '2026-01-08T23:00Z'],
    ['yesterday', '2026-01-06T23:00Z', '2026-01-07T23:00Z'],
    ['last7Days', '2026-01-01T23:00Z', '2026-01-08T23:00Z'],
    ['last30Days', '2025-12-09T23:00Z', '2026-01-08T23:00Z'],
    ['last90Days', '2025-10-10T22:00Z', '2026-01-08T23:00Z'],
    ['thisWeek', '2026-01-04T23:00Z', '2026-01-11T23:00Z'],
    ['lastWeek', '2025-12-28T23:00Z', '2026-01-04T23:00Z'],
    ['thisMonth', '2025-12-31T23:00Z', '2026-01-31T23:00Z'],
    ['lastMonth', '2025-11-30T23:00Z', '2025-12-31T23:00Z'],
    ['thisYear', '2025-12-31T23:00Z', '2026-12-31T23:00Z'],
  ])('%s runs from midnight to midnight in the zone', (preset, after, before) => {
    expect(span(preset, '2026-01-07T23:30:00Z', 'Europe/Berlin')).toEqual([after, before]);
  });

  it('begins a week on Monday, on a Sunday as on a Monday', () => {
    const week = ['2026-01-05T00:00Z', '2026-01-12T00:00Z'];
    expect(span('thisWeek', '2026-01-11T23:59:59Z', 'UTC')).toEqual(week);
    expect(span('thisWeek', '2026-01-05T00:00:00Z', 'UTC')).toEqual(week);
  });

  it('takes the last 24 hours up to and including this millisecond', () => {
    const now = new Date('2026-03-29T12:00:00.123Z');
    const { after, before } = rangeOf('last24Hours', { timeZone: 'Europe/Berlin', now });
    expect(before).toBe(now.getTime() + 1);
    expect(after).toBe(now.getTime() - 24 * HOUR);
  });

  it.each([
    ['the day on which clocks go forward', '2026-03-29', 'Europe/Berlin', 23],
    ['the day on which they go back', '2026-10-25', 'Europe/Berlin', 25],
    ['the same west of UTC', '2026-03-08', 'America/New_York', 23],
    ['and in autumn', '2026-11-01', 'America/New_York', 25],
    ['a day that begins at one because midnight is skipped', '2018-11-04', 'America/Sao_Paulo', 23],
    ['a day that ends with an hour that comes twice', '2018-02-17', 'America/Sao_Paulo', 25],
    ['a change of half an hour', '2026-04-05', 'Australia/Lord_Howe', 24.5],
  ])('knows how long is %s', (_, day, timeZone, length) => {
    const { after, before } = dayOf(Date.parse(`${day}T06:00:00Z`), timeZone);
    expect(hours({ after, before })).toBe(length);
  });

  it('begins a day that lacks midnight at its first moment', () => {
    const { after } = dayOf(Date.parse('2018-11-04T15:00:00Z'), 'America/Sao_Paulo');
    expect(new Date(after).toISOString()).toBe('2018-11-04T03:00:00.000Z');
  });

  it('covers now, unless its name says that it is over', () => {
    const over: DateRange[] = ['yesterday', 'lastWeek', 'lastMonth'];
    fc.assert(
      fc.property(
        instants,
        fc.constantFrom(...ZONES),
        fc.constantFrom(...DATE_RANGES),
        (now, timeZone, preset) => {
          const { after, before } = rangeOf(preset, { timeZone, now });
          expect(after).toBeLessThan(before);
          if (over.includes(preset)) expect(before).toBeLessThanOrEqual(now.getTime());
          else expect(after <= now.getTime() && now.getTime() < before).toBe(true);
        },
      ),
    );
  });

  it('joins yesterday to today, last week to this week and last month to this month', () => {
    fc.assert(
      fc.property(instants, fc.constantFrom(...ZONES), (now, timeZone) => {
        const at = (preset: DateRange) => rangeOf(preset, { timeZone, now });
        expect(at('yesterday').before).toBe(at('today').after);
        expect(at('lastWeek').before).toBe(at('thisWeek').after);
        expect(at('lastMonth').before).toBe(at('thisMonth').after);
      }),
    );
  });
});

const instants = fc.date({
  min: new Date('1971-01-01T00:00:00Z'),
  max: new Date('2060-01-01T00:00:00Z'),
  noInvalidDate: true,
});
