import { z } from 'zod';
import { newestErrorOf } from '../retryQueue/entryFilter';
import type { QueueEntry } from '../retryQueue/queueEntry';
import { entryErrorSchema } from '../retryQueue/queueEntrySchema';
import type { StoreIncident } from '../retryQueue/retryStore';

/** Entries of one cause in one file; their state is a matter of the file's place. */
export const fileIncidentSchema = entryErrorSchema.omit({ at: true }).extend({
  fingerprint: z.string(),
  count: z.number().int().nonnegative(),
  firstFailedAt: z.iso.datetime(),
  lastFailedAt: z.iso.datetime(),
});
export type FileIncident = z.infer<typeof fileIncidentSchema>;

/** States that wait, and are counted. */
export type WaitingState = 'pending' | 'claimed' | 'parked';

/** Of one store (`RetryStore.status`). */
const MOST_INCIDENTS = 20;

/** One per fingerprint, in the words of its newest failure. */
export function incidentsOf(entries: readonly QueueEntry[]): FileIncident[] {
  return merged(entries.map(ofOne), (one) => one);
}

/** The largest incidents over files of all places; the words are those of the newest failure. */
export function storeIncidents(
  files: ReadonlyArray<{ readonly state: WaitingState; readonly incidents: FileIncident[] }>,
): StoreIncident[] {
  const all = files.flatMap(({ state, incidents }) => incidents.map((one) => inState(one, state)));
  return merged(all, (sum, one, other) => ({
    ...sum,
    pending: one.pending + other.pending,
    claimed: one.claimed + other.claimed,
    parked: one.parked + other.parked,
  }))
    .sort((one, other) => other.count - one.count || byFingerprint(one, other))
    .slice(0, MOST_INCIDENTS)
    .map(({ count: _, ...incident }) => incident);
}

type CountedIncident = StoreIncident & { readonly count: number };

function inState(incident: FileIncident, state: WaitingState): CountedIncident {
  const { count } = incident;
  return { ...incident, pending: 0, claimed: 0, parked: 0, [state]: count };
}

function ofOne(entry: QueueEntry): FileIncident {
  const { code, message, hint } = newestErrorOf(entry);
  const { fingerprint, lane, firstFailedAt, lastFailedAt } = entry;
  return { fingerprint, lane, code, message, hint, count: 1, firstFailedAt, lastFailedAt };
}

type Mergeable = Pick<FileIncident, 'fingerprint' | 'count' | 'firstFailedAt' | 'lastFailedAt'>;

/** @param withSums adds up what the kind of incident has besides its count */
function merged<T extends Mergeable>(
  incidents: readonly T[],
  withSums: (sum: T, one: T, other: T) => T,
): T[] {
  const byCause = new Map<string, T>();
  for (const one of incidents) {
    const known = byCause.get(one.fingerprint);
    byCause.set(one.fingerprint, known ? withSums(joined(known, one), known, one) : one);
  }
  return [...byCause.values()];
}

function joined<T extends Mergeable>(one: T, other: T): T {
  const isNewer = Date.parse(other.lastFailedAt) > Date.parse(one.lastFailedAt);
  const isOlder = Date.parse(other.firstFailedAt) < Date.parse(one.firstFailedAt);
  return {
    ...(isNewer ? other : one),
    count: one.count + other.count,
    firstFailedAt: isOlder ? other.firstFailedAt : one.firstFailedAt,
  };
}

function byFingerprint(one: Mergeable, other: Mergeable): number {
  return one.fingerprint < other.fingerprint ? -1 : Number(one.fingerprint > other.fingerprint);
}
