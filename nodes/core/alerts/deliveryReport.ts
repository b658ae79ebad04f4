import type { QueueEntry, Target } from '../retryQueue/queueEntry';
import type { RetryStoreName } from '../retryQueue/retryStore';

/** An entry that was not written, and where it is; null when it is kept nowhere. */
export interface KeptEntry {
  readonly entry: QueueEntry;
  readonly keptIn: RetryStoreName | null;
}

/** What one execution or one replay made of its events: what alerts are made from. */
export interface DeliveryReport {
  readonly target: Target;
  /** Events that are in the table now, duplicates among them. */
  readonly delivered: number;
  readonly kept: readonly KeptEntry[];
}

/** Tells people about incidents. */
export interface Announcer {
  /**
   * Opens, digests or ends incidents and sends what is due. Best effort: never throws, and ends at
   * `deadline` (`Clock.elapsed()`).
   */
  announce(report: DeliveryReport, deadline: number): Promise<void>;
}
