import type { RetryStoreName, StoreIncident, StoreStatus } from './retryStore';

/** Waiting entries of one cause, in all stores together. */
export interface MergedIncident extends StoreIncident {
  /** Where they wait. */
  readonly stores: readonly RetryStoreName[];
}

/** As many as a store tells of. */
const MOST_INCIDENTS = 20;

/** One incident per cause, most entries first; at most 20. The newest failure gives the words. */
export function mergeIncidents(stores: readonly StoreStatus[]): MergedIncident[] {
  const merged = new Map<string, MergedIncident>();
  for (const { store, incidents } of stores) {
    for (const incident of incidents) {
      const one = { ...incident, stores: [store] };
      const other = merged.get(incident.fingerprint);
      merged.set(incident.fingerprint, other === undefined ? one : merge(other, one));
    }
  }
  return [...merged.values()].sort(byWeight).slice(0, MOST_INCIDENTS);
}

function merge(one: MergedIncident, other: MergedIncident): MergedIncident {
  const [older, newer] = one.lastFailedAt <= other.lastFailedAt ? [one, other] : [other, one];
  return {
    ...newer,
    hint: newer.hint || older.hint,
    pending: one.pending + other.pending,
    claimed: one.claimed + other.claimed,
    parked: one.parked + other.parked,
    firstFailedAt:
      one.firstFailedAt <= other.firstFailedAt ? one.firstFailedAt : other.firstFailedAt,
    stores: [...one.stores, ...other.stores],
  };
}

function byWeight(one: MergedIncident, other: MergedIncident): number {
  return entriesOf(other) - entriesOf(one) || one.fingerprint.localeCompare(other.fingerprint);
}

function entriesOf({ pending, claimed, parked }: StoreIncident): number {
  return pending + claimed + parked;
}
