import { valueShape } from '../activity/valueShape';
import { invalidParameter } from './invalidParameter';
import { instantAt } from './timeZone';

/** Date, optional time to the fraction of a second, optional offset (ISO 8601, extended form). */
const ISO_8601 =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i;

const MINUTE = 60_000;

/**
 * Reads a date of the panel. Without an offset it is a time in `timeZone`.
 * @param timeZone IANA name, e.g. `Europe/Berlin`
 * @returns milliseconds since 1970, cut (not rounded) to the millisecond
 * @throws ConfigurationError when it is no ISO 8601 date, or a day or time that does not exist
 */
export function parseInstant(value: string, parameter: string, timeZone: string): number {
  const instant = readInstant(value, timeZone);
  if (instant !== undefined) return instant;
  throw invalidParameter(
    `The parameter ${parameter} is not a date; it is ${valueShape(value)}.`,
    'Enter an ISO 8601 date, e.g. 2025-11-07 or 2025-11-07T14:30:00Z, or leave it empty.',
  );
}

/** As `parseInstant`, but undefined for what is no date. */
export function readInstant(value: string, timeZone: string): number | undefined {
  const parts = ISO_8601.exec(value.trim());
  const wallClock = parts === null ? undefined : wallClockOf(parts);
  if (parts === null || wallClock === undefined) return undefined;
  const offset = parts[8];
  if (offset !== undefined) return wallClock - offsetMinutes(offset) * MINUTE;
  return instantAt(wallClock, timeZone);
}

/** The date and time as if it were UTC, or undefined when it does not exist. */
function wallClockOf(parts: RegExpExecArray): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1, 7)
    .map((part: string | undefined) => Number(part ?? 0));
  const millisecond = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3));
  // setUTCFullYear, because Date.UTC takes the years 0 to 99 for 1900 to 1999.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!exists || hour > 23 || minute > 59 || second > 59) return undefined;
  return date.setUTCHours(hour, minute, second, millisecond);
}

function offsetMinutes(offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0;
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return offset.startsWith('-') ? -minutes : minutes;
}
