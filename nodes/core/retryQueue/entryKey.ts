import type { QueueEntry, Target } from './queueEntry';

/** Same text for the same payload of the same event and target: what a store holds only once. */
export function entryKey(
  entry: Pick<QueueEntry, 'target' | 'tenantId' | 'eventId' | 'payloadHash'>,
): string {
  const { tenantId, eventId, payloadHash } = entry;
  return JSON.stringify([targetKey(entry.target), tenantId, eventId, payloadHash]);
}

const HASH_DIGITS = 8;

/**
 * What people call an entry: `<event id>/<first 8 hex digits of its payload hash>`, so that two
 * payloads of one event are told apart.
 */
export function entryId({
  eventId,
  payloadHash,
}: Pick<QueueEntry, 'eventId' | 'payloadHash'>): string {
  return `${eventId}/${payloadHash.slice(0, HASH_DIGITS)}`;
}

/** Same text for the same target. */
export function targetKey(target: Target): string {
  return JSON.stringify([target.credentialId, target.database, target.schema]);
}

/** The entries without repetitions, oldest failure first; of repeated ones the last counts. */
export function distinctEntries(entries: readonly QueueEntry[]): QueueEntry[] {
  const byKey = new Map(entries.map((entry) => [entryKey(entry), entry]));
  return [...byKey.values()].sort(byAge);
}

type Aged = Pick<QueueEntry, 'firstFailedAt' | 'eventId'>;

/** Orders entries by first failure, then by event id, which begins with the event's time. */
export function byAge(one: Aged, other: Aged): number {
  const age = Date.parse(one.firstFailedAt) - Date.parse(other.firstFailedAt);
  if (age !== 0) return age;
  return one.eventId < other.eventId ? -1 : Number(one.eventId > other.eventId);
}
