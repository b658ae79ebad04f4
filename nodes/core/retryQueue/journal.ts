import type { QueueEntry } from './queueEntry';

/** Entries of one execution that are on disk before their first try. Opaque to the caller. */
export interface JournalPage {
  readonly token: string;
  readonly entries: readonly QueueEntry[];
}

/**
 * A write-ahead journal: closes the window in which a killed process would take with it what it
 * had not written yet. A page whose process died waits for replay once its lease is over, and
 * counts one crashed claim; what was written before is a duplicate then.
 */
export interface Journal {
  /**
   * Puts the entries on disk, fsynced, before anything is tried.
   * @param deadline `Clock.elapsed()` at which it must have answered
   * @throws ConfigurationError or TargetUnavailableError when the disk does not take them all;
   * then none of them waits for replay
   */
  open(entries: readonly QueueEntry[], deadline: number): Promise<JournalPage>;
  /**
   * Every entry is written or kept elsewhere: the page goes. Never throws: a page that cannot be
   * removed is announced in the log, and its replay finds duplicates. Answers within 1 s.
   */
  close(page: JournalPage): Promise<void>;
  /**
   * Some entries are kept nowhere else: the whole page waits for replay from now on. Needs no
   * space on the disk. Answers within 1 s.
   * @throws ConfigurationError or TargetUnavailableError when the page is not known to wait
   */
  release(page: JournalPage): Promise<void>;
}
