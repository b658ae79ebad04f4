import type { Clock } from '../../nodes/core/ports';
import { systemClock } from '../../nodes/core/systemClock';
import type { Replayer } from './replayer';

/** Later than every lease and back-off, also those of a clock that was a day ahead. */
const LATER_MS = 3 * 24 * 60 * 60_000;
/** Longer than a lease: what one of the last runs could not settle is free for the next. */
const BETWEEN_RUNS_MS = 10 * 60_000;
/** Real milliseconds for all last runs: longer than Airtable's penalty, and a busy machine's. */
const TIME_LIMIT_MS = 60_000;
const PAUSE_MS = 250;

/** Opens a worker that lives by this clock. */
type OpenReplayer = (clock: Clock) => Pick<Replayer, 'run' | 'end'>;

/**
 * The last replay, days later: runs until nothing waits but what is parked. A store that does not
 * answer yet, such as Airtable while it punishes, is asked again until a minute is over.
 * @param clock the real one, for a test
 * @returns what is left but for what is parked; null when a store could not be asked
 */
export async function drain(
  open: OpenReplayer,
  clock: Clock = systemClock,
): Promise<number | null> {
  let laterBy = LATER_MS;
  const deadline = clock.elapsed() + TIME_LIMIT_MS;
  const replayer = open({ ...restOf(clock), now: () => new Date(clock.now().getTime() + laterBy) });
  try {
    for (;;) {
      const left = (await replayer.run(false))?.remaining ?? null;
      if (left === 0 || clock.elapsed() >= deadline) return left;
      await clock.sleep(PAUSE_MS);
      laterBy += BETWEEN_RUNS_MS;
    }
  } finally {
    await replayer.end();
  }
}

function restOf(clock: Clock): Pick<Clock, 'elapsed' | 'sleep'> {
  return {
    elapsed: () => clock.elapsed(),
    sleep: (milliseconds, signal) => clock.sleep(milliseconds, signal),
  };
}
