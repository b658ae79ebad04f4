import type { DateRange } from './filterRequest';
import { instantAt, wallClockAt } from './timeZone';

/** From `after` on and before `before`, in milliseconds since 1970. */
export interface TimeSpan {
  readonly after: number;
  readonly before: number;
}

/** In which zone days begin, and what time it is. */
export interface Calendar {
  /** IANA name. */
  readonly timeZone: string;
  readonly now: Date;
}

/** A day of the calendar: months from 0 and days beyond their end roll over, as in `Date.UTC`. */
type Day = readonly [year: number, month: number, day: number];

const LAST_24_HOURS = 24 * 3_600_000;

/** First day, and the first day after the range. */
type DaysOf = (today: Day, weekday: number) => readonly [from: Day, to: Day];

/** `weekday` is 0 on Monday. */
const DAYS: Readonly<Record<Exclude<DateRange, 'last24Hours'>, DaysOf>> = {
  today: ([y, m, d]) => [
    [y, m, d],
    [y, m, d + 1],
  ],
  yesterday: ([y, m, d]) => [
    [y, m, d - 1],
    [y, m, d],
  ],
  last7Days: (today) => lastDays(today, 7),
  last30Days: (today) => lastDays(today, 30),
  last90Days: (today) => lastDays(today, 90),
  thisWeek: ([y, m, d], weekday) => [
    [y, m, d - weekday],
    [y, m, d - weekday + 7],
  ],
  lastWeek: ([y, m, d], weekday) => [
    [y, m, d - weekday - 7],
    [y, m, d - weekday],
  ],
  thisMonth: ([y, m]) => [
    [y, m, 1],
    [y, m + 1, 1],
  ],
  lastMonth: ([y, m]) => [
    [y, m - 1, 1],
    [y, m, 1],
  ],
  thisYear: ([y]) => [
    [y, 0, 1],
    [y + 1, 0, 1],
  ],
};

/**
 * The span that a preset means. Days begin at midnight in the zone, also where a day has 23 or 25
 * hours; weeks begin on Monday. The last 7, 30 or 90 days end with today, and what is under way
 * counts to its end, so that a range stays the same all day. `last24Hours` ends now, this very
 * millisecond included.
 */
export function rangeOf(preset: DateRange, { timeZone, now }: Calendar): TimeSpan {
  const instant = now.getTime();
  if (preset === 'last24Hours') return { after: instant - LAST_24_HOURS, before: instant + 1 };
  const local = new Date(wallClockAt(instant, timeZone));
  const today: Day = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  const [from, to] = DAYS[preset](today, (local.getUTCDay() + 6) % 7);
  return { after: midnight(from, timeZone), before: midnight(to, timeZone) };
}

/** The day, midnight to midnight in the zone, in which an instant lies. */
export function dayOf(instant: number, timeZone: string): TimeSpan {
  return rangeOf('today', { timeZone, now: new Date(instant) });
}

function lastDays([year, month, day]: Day, count: number): readonly [Day, Day] {
  return [
    [year, month, day - count + 1],
    [year, month, day + 1],
  ];
}

function midnight([year, month, day]: Day, timeZone: string): number {
  return instantAt(Date.UTC(year, month, day), timeZone);
}
