import { WriteFailure } from '../writeFailure';

/** @param outage what earlier batches of the execution failed with, if they did */
export function timeIsUp(outage: WriteFailure | null): WriteFailure {
  return new WriteFailure({
    lane: 'transient',
    code: 'time_limit',
    message: 'The time limit of the execution was reached before the event was tried.',
    hint: 'The event is kept and replayed. Many events a run: write them in several executions.',
    cause: outage ?? undefined,
  });
}

/** @param outage what an earlier batch of the execution failed with */
export function cancelled(outage: WriteFailure): WriteFailure {
  return new WriteFailure({
    lane: outage.lane,
    code: 'cancelled',
    message: `The execution was cancelled while the database was out of order: ${outage.message} (${outage.code})`,
    hint: `The event is kept and replayed. ${outage.hint}`,
    cause: outage,
  });
}

/** The words of an event that is on disk before its first try: what is true if nobody comes back. */
export const INTERRUPTED = new WriteFailure({
  lane: 'transient',
  code: 'interrupted',
  message: 'n8n stopped before the event was written.',
  hint: 'It is replayed by itself; if its row is there already, it is a duplicate. Look for a crash of n8n at this time.',
});

/** A sink throws WriteFailure; anything else is a mistake of ours, and no reason to lose events. */
export function unexpected(error: unknown): WriteFailure {
  return new WriteFailure({
    lane: 'transient',
    code: 'unexpected',
    // The name alone, because the error's own words may quote the event.
    message: `The write failed unexpectedly (${error instanceof Error ? error.name : typeof error}).`,
    hint: 'The event is kept and replayed. Update the package; if it stays, report it.',
  });
}
