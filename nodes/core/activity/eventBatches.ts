import type { JsonValue } from '../json';
import type { EnrichedEvent } from './activityEvent';

/**
 * Bytes that one statement carries, about: much more takes longer than a statement may, and then
 * events wait for the size of their neighbours.
 */
export const BYTES_PER_STATEMENT = 16 * 2 ** 20;

/** Around a value in JSON: quotes, colon, comma. */
const AROUND_VALUE = 4;

export interface BatchLimits<T> {
  /** Items per batch. */
  readonly most: number;
  /** Bytes of an item, about. */
  readonly sizeOf: (item: T) => number;
  /** Bytes per batch, about. */
  readonly bytes?: number;
}

/** The items in batches, in order; one that is larger than a batch may be stands alone. */
export function* batchesOf<T>(
  items: readonly T[],
  { most, sizeOf, bytes: mostBytes = BYTES_PER_STATEMENT }: BatchLimits<T>,
): Generator<T[]> {
  let batch: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (batch.length > 0 && (batch.length >= most || bytes + size > mostBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** Bytes of the event as JSON, about; beyond a statement's it says no more than that. */
export function eventSize(event: EnrichedEvent): number {
  return jsonSize({ ...event }, BYTES_PER_STATEMENT);
}

/**
 * UTF-16 units that JSON needs for the value, about: what has to be escaped counts once.
 * @param enough where counting ends
 */
function jsonSize(value: JsonValue, enough: number): number {
  if (typeof value === 'string') return value.length + AROUND_VALUE;
  if (typeof value !== 'object' || value === null) return AROUND_VALUE;
  let size = AROUND_VALUE;
  for (const [key, member] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    if (size > enough) break;
    size += jsonSize(member, enough - size);
    if (typeof key === 'string') size += key.length;
  }
  return size;
}
