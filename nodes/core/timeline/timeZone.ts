import { invalidParameter } from './invalidParameter';

const HOUR = 3_600_000;
/** No zone is further than 14 hours from UTC, so a day lies safely on either side of a change. */
const DAY = 24 * HOUR;

/**
 * The instant at which clocks in a zone show a time of day. Of an hour that comes twice in autumn
 * the first is taken; a time that is skipped in spring gives the instant as far after the change.
 * @param wallClock what the clocks show, in milliseconds as if it were UTC
 * @param timeZone IANA name, e.g. `Europe/Berlin`
 */
export function instantAt(wallClock: number, timeZone: string): number {
  const earlier = wallClock - zoneOffset(wallClock - DAY, timeZone);
  const later = wallClock - zoneOffset(wallClock + DAY, timeZone);
  const isShown = (instant: number): boolean => wallClockAt(instant, timeZone) === wallClock;
  return isShown(later) && !isShown(earlier) ? later : earlier;
}

/** What clocks in a zone show at an instant, in milliseconds as if it were UTC. */
export function wallClockAt(instant: number, timeZone: string): number {
  return instant + zoneOffset(instant, timeZone);
}

/** @throws ConfigurationError when no zone has this name */
export function checkTimeZone(timeZone: string): void {
  formatOf(timeZone);
}

/** Milliseconds by which clocks in `timeZone` are ahead of UTC at an instant. */
function zoneOffset(instant: number, timeZone: string): number {
  const shown = formatOf(timeZone).formatToParts(instant);
  const field = (type: string): number => Number(shown.find((part) => part.type === type)?.value);
  const [month, day] = [field('month') - 1, field('day')];
  const clock = Date.UTC(
    field('year'),
    month,
    day,
    field('hour'),
    field('minute'),
    field('second'),
  );
  return clock - Math.floor(instant / 1000) * 1000;
}

/** By zone: making one takes more than ten times as long as using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const kept = formats.get(timeZone);
  if (kept !== undefined) return kept;
  const format = newFormat(timeZone);
  formats.set(timeZone, format);
  return format;
}

function newFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw invalidParameter(
      'The time zone is none that is known here.',
      'Choose Timezone in the settings of the workflow, e.g. Europe/Berlin.',
    );
  }
}
