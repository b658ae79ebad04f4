import { readInstant } from '../core/timeline/parseInstant';

/**
 * n8n's date picker gives local text such as `2025-11-07T08:15:05`, meant in the workflow's time
 * zone: it becomes ISO 8601 in UTC. What is no date, or in a zone that does not exist, is left as it
 * is, for core to refuse.
 */
export function inTimeZone(value: unknown, timeZone: string): unknown {
  if (typeof value !== 'string' || !isTimeZone(timeZone)) return value;
  const instant = readInstant(value, timeZone);
  return instant === undefined ? value : new Date(instant).toISOString();
}

/** The zone asked about last: a workflow has one, and asking again for every item is dear. */
let asked = { name: 'UTC', exists: true };

function isTimeZone(name: string): boolean {
  if (asked.name !== name) asked = { name, exists: timeZoneExists(name) };
  return asked.exists;
}

function timeZoneExists(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    // A RangeError: that is how Intl says that it does not know the name.
    return false;
  }
}
