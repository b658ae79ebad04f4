import { invalidParameter } from './invalidParameter';
import { MAX_LIMIT } from './timelineRequest';
import { wholeNumber } from './wholeNumber';

/** Where a page begins, if not with the first event: at most one of the two is set. */
export interface PageStart {
  readonly cursor: string | null;
  readonly startAt: string | null;
}

/**
 * Trims where a page begins; an empty text is as good as none.
 * @throws ConfigurationError when a cursor and a date both say where
 */
export function readPageStart(request: PageStart): PageStart {
  const cursor = textOf(request.cursor);
  const startAt = textOf(request.startAt);
  if (cursor === null || startAt === null) return { cursor, startAt };
  throw invalidParameter(
    'The parameters Cursor and Start At are both set, and each says where the page begins.',
    'Leave Start At empty to go on from a page, or Cursor to jump to a date.',
  );
}

function textOf(value: string | null): string | null {
  const text = value?.trim() ?? '';
  return text === '' ? null : text;
}

/** @throws ConfigurationError unless it is a whole number from 1 to 1000 */
export function checkPageLimit(limit: number): number {
  return wholeNumber(limit, {
    parameter: 'Limit',
    highest: MAX_LIMIT,
    cure: 'Enter a number in this range; to read more, turn on Return All or pass on nextCursor.',
  });
}
