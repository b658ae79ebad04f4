import type { ExecutionDeadlines } from './delivery/executionDeadlines';
import { SPOOL_TIME_LIMIT } from './delivery/retryPolicy';
import { answerInTime } from './delivery/answerInTime';
import { entryBefore } from './makeEntries';
import type { PreparedEvent } from './prepareEvents';
import type { Clock, Logger } from './ports';
import type { Journal, JournalPage } from './retryQueue/journal';
import type { Target } from './retryQueue/queueEntry';
import type { RetryStoreName } from './retryQueue/retryStore';

export interface JournalParts {
  /** Null: Durability is Standard. */
  readonly journal: Journal | null;
  readonly target: Target;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The journal of one execution. */
export interface OpenJournal {
  /** Null when there is none, or it could not be written. */
  readonly page: JournalPage | null;
  /** For every receipt of the execution. */
  readonly warning: string | null;
}

export const NO_JOURNAL: OpenJournal = { page: null, warning: null };

const NOT_WRITTEN =
  'The journal could not be written before the first attempt, so a process killed during this execution could have lost the event. Make the spool folder writable.';

/** Puts events on disk before anything is tried; that it fails does not stop the execution. */
export async function openJournal(
  prepared: readonly PreparedEvent[],
  parts: JournalParts,
  deadlines: ExecutionDeadlines,
): Promise<OpenJournal> {
  const { journal, clock, logger, target } = parts;
  if (journal === null || prepared.length === 0) return NO_JOURNAL;
  const deadline = Math.min(deadlines.database, clock.elapsed() + SPOOL_TIME_LIMIT);
  const moment = { target, now: clock.now() };
  try {
    const entries = prepared.map((one) => entryBefore(one, moment));
    return {
      page: await answerInTime(clock, deadline, journal.open(entries, deadline)),
      warning: null,
    };
  } catch (error) {
    const { code, name } = Object(error) as { code?: string; name?: string };
    const count = { events: prepared.length, code: code ?? name };
    logger.warn('The journal could not be written; the execution goes on without it.', count);
    return { page: null, warning: NOT_WRITTEN };
  }
}

/**
 * Ends the page once every event is written or kept.
 * @param keptIn of each undelivered event
 * @returns the same, but for those that only the page keeps: it waits in the spool from now on
 */
export async function endJournal(
  { page }: OpenJournal,
  keptIn: readonly (RetryStoreName | null)[],
  { journal, logger }: JournalParts,
): Promise<readonly (RetryStoreName | null)[]> {
  if (journal === null || page === null) return keptIn;
  if (!keptIn.includes(null)) {
    await journal.close(page);
    return keptIn;
  }
  try {
    await journal.release(page);
    return keptIn.map((store) => store ?? 'spool');
  } catch (error) {
    const { code, name } = Object(error) as { code?: string; name?: string };
    logger.error('The journal is not known to wait for replay.', { code: code ?? name });
    return keptIn;
  }
}
