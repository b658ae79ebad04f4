import type { QueueEntry, Target } from '../../nodes/core/retryQueue/queueEntry';
import type { RetryStore } from '../../nodes/core/retryQueue/retryStore';
import { target } from '../support/queueEntries';

/** What the exams need of a store: several workers on the same empty store. */
export interface ExaminedStore {
  readonly workers: readonly [RetryStore, RetryStore];
  /** `Clock.elapsed()` that no put of the exam reaches. */
  readonly deadline: number;
}

/** Makes an empty store. */
export type OpenStore = () => Promise<ExaminedStore>;

export const NOW = new Date('2026-03-01T09:00:00.000Z');
export const AFTER_LEASE = new Date(NOW.getTime() + 121_000);

/** Targets that are not `target`. */
export const ELSEWHERE: ReadonlyArray<readonly [differs: string, target: Target]> = [
  ['credential', { ...target, credentialId: 'other' }],
  ['database', { ...target, database: 'other' }],
  ['schema', { ...target, schema: 'other' }],
];

export function ids(entries: ReadonlyArray<Pick<QueueEntry, 'eventId'>>): string[] {
  return entries.map((entry) => entry.eventId);
}
