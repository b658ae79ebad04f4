import type { Lane } from '../writeFailure';
import { newestErrorOf } from './entryFilter';
import { byAge, entryId, entryKey } from './entryKey';
import type { EntryState, ListedEntry } from './queueEntry';

/** Entries named in an incident. */
const NAMED_ENTRIES = 3;

/** Entries of one cause. */
export interface QueueIncident {
  readonly fingerprint: string;
  readonly lane: Lane;
  readonly code: string;
  /** In safe words, of the entry that failed last. */
  readonly message: string;
  readonly hint: string;
  /** Each entry once, in however many stores it sits. */
  readonly count: number;
  readonly pending: number;
  readonly claimed: number;
  readonly parked: number;
  readonly replayed: number;
  readonly discarded: number;
  /** In alphabetical order; what never had a type has none here. */
  readonly eventTypes: readonly string[];
  /** ISO 8601. */
  readonly firstFailedAt: string;
  readonly lastFailedAt: string;
  /** Entry ids, oldest failure first; at most three. */
  readonly entries: readonly string[];
}

/** Groups entries by fingerprint: most entries first, of equals the one that began first. */
export function groupIncidents(
  entries: readonly { readonly entry: ListedEntry }[],
): readonly QueueIncident[] {
  // In whatever order its stores come, an entry counts once, by its first place.
  const distinct = new Map<string, ListedEntry>();
  for (const { entry } of entries) {
    const key = entryKey(entry);
    if (!distinct.has(key)) distinct.set(key, entry);
  }
  const groups = new Map<string, ListedEntry[]>();
  for (const entry of [...distinct.values()].sort(byAge)) {
    const group = groups.get(entry.fingerprint);
    if (group === undefined) groups.set(entry.fingerprint, [entry]);
    else group.push(entry);
  }
  const incidents = [...groups.values()].map(incidentOf);
  return incidents.sort(
    (one, other) =>
      other.count - one.count || Date.parse(one.firstFailedAt) - Date.parse(other.firstFailedAt),
  );
}

function incidentOf(entries: readonly ListedEntry[]): QueueIncident {
  const newest = entries.reduce((latest, entry) =>
    Date.parse(entry.lastFailedAt) > Date.parse(latest.lastFailedAt) ? entry : latest,
  );
  const [oldest] = entries;
  const { code, message, hint } = newestErrorOf(newest);
  const types = entries.flatMap(({ eventType }) => eventType ?? []);
  return {
    ...{ fingerprint: newest.fingerprint, lane: newest.lane, code, message, hint },
    ...{ count: entries.length, ...countStates(entries) },
    eventTypes: [...new Set(types)].sort(),
    firstFailedAt: (oldest ?? newest).firstFailedAt,
    lastFailedAt: newest.lastFailedAt,
    entries: entries.slice(0, NAMED_ENTRIES).map(entryId),
  };
}

function countStates(entries: readonly ListedEntry[]): Record<EntryState, number> {
  const counts = { pending: 0, claimed: 0, parked: 0, replayed: 0, discarded: 0 };
  for (const { state } of entries) counts[state]++;
  return counts;
}
