import { targetKey } from '../retryQueue/entryKey';
import type { QueueEntry, Target } from '../retryQueue/queueEntry';

/** Entries that belong into the same folder. */
export interface TargetEntries {
  readonly target: Target;
  readonly entries: QueueEntry[];
}

/** Groups entries by target, each group in the order given. */
export function entriesByTarget(entries: readonly QueueEntry[]): TargetEntries[] {
  const groups = new Map<string, TargetEntries>();
  for (const entry of entries) {
    const key = targetKey(entry.target);
    const group = groups.get(key) ?? { target: entry.target, entries: [] };
    groups.set(key, group);
    group.entries.push(entry);
  }
  return [...groups.values()];
}
