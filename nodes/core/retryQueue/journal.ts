import type { QueueEntry } from './queueEntry';

/** Entries of one execution that are on disk before their first try. Opaque to the caller. */
export interface JournalPage {
  readonly token: string;
  readonly entries: readonly QueueEntry[];
}

/**
 * A write-ahead journal: closes the window in which a killed process would take with it what it
 * had not written yet. A page whose process died waits for replay once its lease is over.
 */
export interface Journal {
  /**
   * Puts the entries on disk, fsynced, before anything is tried.
   * @throws ConfigurationError or TargetUnavailableError when the disk does not take them
   */
  open(entries: readonly QueueEntry[], deadline: number): Promise<JournalPage>;
  /** Every entry is written or kept elsewhere: the page goes. */
  close(page: JournalPage): Promise<void>;
  /** Some entries are kept nowhere else: the whole page waits for replay from now on. */
  release(page: JournalPage): Promise<void>;
}
