import { wallClockAt } from './timeZone';

/** The part of a day that a span of time covers. */
export interface CalendarDay {
  /** YYYY-MM-DD as a calendar in the zone shows it. */
  readonly day: string;
  /** Milliseconds since 1970 from which on it is this day; the next one's start ends it. */
  readonly start: number;
}

/** From `from` on and before `until`, in milliseconds since 1970. */
interface Stretch {
  readonly from: number;
  readonly until: number;
}

const DAY = 24 * 3_600_000;

/**
 * The days of a span, in order. A day of a change of clocks has 23 or 25 hours; one may come twice
 * in a row of three (where clocks were set back over midnight) or be missing (where a zone crossed
 * the date line).
 * @param timeZone IANA name
 */
export function calendarDays(span: Stretch, timeZone: string): CalendarDay[] {
  const days: CalendarDay[] = [];
  for (const stretch of stretchesOfOneOffset(span, timeZone)) {
    const offset = offsetAt(stretch.from, timeZone);
    for (let start = stretch.from; start < stretch.until; start = nextMidnight(start, offset)) {
      const day = dayShownBy(start + offset);
      if (days.at(-1)?.day !== day) days.push({ day, start });
    }
  }
  return days;
}

/** Clocks are looked at once a day: no zone has ever changed them twice within one. */
function* stretchesOfOneOffset({ from, until }: Stretch, timeZone: string): Generator<Stretch> {
  let start = from;
  let offset = offsetAt(from, timeZone);
  for (let seen = from; seen < until; seen = Math.min(seen + DAY, until)) {
    const next = Math.min(seen + DAY, until);
    const offsetThen = offsetAt(next, timeZone);
    if (offsetThen === offset) continue;
    const change = changeWithin({ from: seen, until: next }, timeZone);
    yield { from: start, until: change };
    start = change;
    offset = offsetThen;
  }
  yield { from: start, until };
}

/** The first millisecond at which clocks are no longer ahead as much as at the beginning. */
function changeWithin({ from, until }: Stretch, timeZone: string): number {
  const before = offsetAt(from, timeZone);
  let [same, changed] = [from, until];
  while (changed - same > 1) {
    const middle = Math.floor((same + changed) / 2);
    if (offsetAt(middle, timeZone) === before) same = middle;
    else changed = middle;
  }
  return changed;
}

function offsetAt(instant: number, timeZone: string): number {
  return wallClockAt(instant, timeZone) - instant;
}

function nextMidnight(instant: number, offset: number): number {
  return (Math.floor((instant + offset) / DAY) + 1) * DAY - offset;
}

function dayShownBy(wallClock: number): string {
  return new Date(wallClock).toISOString().split('T')[0] ?? '';
}
