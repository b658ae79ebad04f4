import { findEventType } from '../catalog/eventTypes';
import type { JsonObject, JsonValue } from '../json';

function words(value: JsonValue | undefined): string[] {
  if (value === undefined || value === null || typeof value === 'boolean') return [];
  if (Array.isArray(value)) return value.flatMap(words);
  return typeof value === 'object' ? Object.values(value).flatMap(words) : [String(value)];
}

/** The values of the payload fields that the catalog marks searchable, or null without any. */
export function searchExtra(eventType: string, metadata: JsonObject): string | null {
  const fields = findEventType(eventType)?.fields ?? [];
  const values = fields
    .filter((field) => field.searchable && Object.hasOwn(metadata, field.name))
    .flatMap((field) => words(metadata[field.name]));
  return values.length === 0 ? null : values.join(' ');
}
