import { leadKeysOf } from '../../retryQueue/leadKeysOf';
import type { EntryResolution, QueueEntry } from '../../retryQueue/queueEntry';
import { storableText } from '../../retryQueue/storableText';

/** The lead's keys as the column takes them. */
export function leadKeysColumn(entry: QueueEntry): string[] {
  return leadKeysOf(entry).map(storableText);
}

/** How the entry ended, in words that the column takes whatever people wrote. */
export function resolutionColumn({ resolution }: QueueEntry): EntryResolution | null {
  if (resolution === null) return null;
  const { by, reason } = resolution;
  return {
    ...resolution,
    by: by === null ? null : storableText(by),
    reason: reason === null ? null : storableText(reason),
  };
}

/**
 * The edits as the column takes them: as text inside the parameter, for what reads JSON there
 * refuses characters that the column keeps.
 */
export function editsColumn({ edits }: QueueEntry): string {
  return JSON.stringify(edits);
}
