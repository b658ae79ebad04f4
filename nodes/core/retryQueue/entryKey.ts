import type { QueueEntry, Target } from './queueEntry';

/** Same text for the same payload of the same event and target: what a store holds only once. */
export function entryKey(entry: QueueEntry): string {
  const { tenantId, eventId, payloadHash } = entry;
  return JSON.stringify([targetKey(entry.target), tenantId, eventId, payloadHash]);
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

/** Orders entries by first failure, then by event id, which begins with the event's time. */
export function byAge(one: QueueEntry, other: QueueEntry): number {
  const age = Date.parse(one.firstFailedAt) - Date.parse(other.firstFailedAt);
  if (age !== 0) return age;
  return one.eventId < other.eventId ? -1 : Number(one.eventId > other.eventId);
}
