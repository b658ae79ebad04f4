import { readInstant } from '../core/timeline/parseInstant';

/**
 * n8n's date picker gives local text such as `2025-11-07T08:15:05`, meant in the workflow's time
 * zone: it becomes ISO 8601 in UTC. What is no date is left as it is, for core to refuse.
 */
export function inTimeZone(value: unknown, timeZone: string): unknown {
  if (typeof value !== 'string') return value;
  const instant = readInstant(value, timeZone);
  return instant === undefined ? value : new Date(instant).toISOString();
}
