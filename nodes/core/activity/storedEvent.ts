import { InvalidEventError } from '../errors';
import type { WritableEvent } from './activityEvent';
import { asciiJson, asciiLength } from './asciiJson';
import { BYTES_PER_STATEMENT, eventSize } from './eventBatches';
import { LONGEST_KEPT } from './longestKept';

const MOST_CHARACTERS_PER_UNIT = 6;

/** The event as ASCII-escaped JSON, for a retry store; `reviveEvent` reads it. */
export function storeEvent(event: WritableEvent): string {
  return asciiJson({ ...event });
}

/**
 * Refuses what a retry store could not keep if it had to, before it is tried.
 * @param longest characters that `storeEvent` may give
 * @throws InvalidEventError
 */
export function checkKeepable(event: WritableEvent, longest = LONGEST_KEPT): void {
  const size = eventSize(event);
  // Nearly every event is so small that nothing needs to be counted exactly.
  if (size <= BYTES_PER_STATEMENT && size * MOST_CHARACTERS_PER_UNIT <= longest) return;
  if (asciiLength(JSON.stringify(event)) <= longest) return;
  throw new InvalidEventError('Event', {
    message: `The event is too large for the retry queue: it has more than ${longest} characters, of which each but ASCII counts six.`,
    hint: 'Shorten Message Content or Fields, or store the large part elsewhere and log a link to it.',
    code: 'too_large',
  });
}
