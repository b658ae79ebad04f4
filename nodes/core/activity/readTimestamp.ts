import { types } from 'node:util';
import { invalidField } from './invalidField';
import { isAbsent } from './readText';

const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const ISO =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d+))?)?(Z|[+-]\d{2}(?::?\d{2})?)$/i;

interface DateLike {
  toMillis(): unknown;
}

function isLuxonDate(value: unknown): value is DateLike {
  if (typeof value !== 'object' || value === null) return false;
  // A luxon Duration has toMillis too, but is no date.
  return 'toJSDate' in value && 'toMillis' in value && typeof value.toMillis === 'function';
}

/** Milliseconds since 1970 of a Date or a luxon DateTime, NaN when invalid; else null. */
export function dateMilliseconds(value: unknown): number | null {
  if (types.isDate(value)) return value.getTime();
  if (!isLuxonDate(value)) return null;
  const milliseconds = value.toMillis();
  return typeof milliseconds === 'number' ? milliseconds : Number.NaN;
}

function isCalendarDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  // February 30th would silently become March 2nd.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

function zoneSuffix(zone: string): string {
  if (zone.toUpperCase() === 'Z') return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone.charAt(0)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

function isoMilliseconds(text: string): number {
  const [, day = '', time = '', seconds = '00', fraction = '', zone = ''] = ISO.exec(text) ?? [];
  if (!isCalendarDay(day)) return Number.NaN;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  return new Date(`${day}T${time}:${seconds}.${milliseconds}${zoneSuffix(zone)}`).getTime();
}

function milliseconds(given: unknown): number {
  if (typeof given === 'string') return isoMilliseconds(given.trim());
  if (typeof given === 'number') return Math.trunc(given);
  return dateMilliseconds(given) ?? Number.NaN;
}

/**
 * Reads an optional instant: ISO 8601 text with Z or an offset, a Date, a luxon DateTime, or
 * milliseconds since 1970. Parts below a millisecond are cut off.
 * @returns ISO 8601 in UTC with milliseconds, or null when absent
 * @throws InvalidEventError for no date, a date without a zone, or one outside 1970 to 9999
 */
export function readTimestamp(field: string, given: unknown): string | null {
  if (isAbsent(given)) return null;
  const instant = milliseconds(given);
  if (instant >= 0 && instant <= LATEST) return new Date(instant).toISOString();
  const expected = 'a date and time with a time zone, from 1970 to 9999';
  const hint = `Give ${field} as ISO 8601 with Z or an offset, e.g. 2025-11-07T08:15:05Z or {{ $now }}.`;
  throw invalidField({ field, expected, hint }, given);
}
