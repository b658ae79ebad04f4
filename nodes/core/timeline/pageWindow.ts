import { type CursorPosition, encodeCursor } from './cursor';
import { type IdRange, justAbove, lowestIdAt, rangeBelow, timeOfId } from './idRange';
import type { TimelineEvent } from './timelineEvent';
import type { TimelinePage } from './timelinePage';

/** Where a page lies in a timeline. */
export interface PageWindow extends IdRange {
  /** `next` reads down from `below`, `previous` up from `from`. */
  readonly direction: CursorPosition['direction'];
  /** The event beside which the page lies; it lies in the range itself, if it still exists. */
  readonly anchor: string | null;
  /** What lies on the other side of the page's beginning; null when nothing can. */
  readonly behind: IdRange | null;
}

/** The window that a cursor leads to, within the range that the dates let through. */
export function windowBeside({ direction, id }: CursorPosition, range: IdRange): PageWindow {
  // The event itself is read along: while it is there, the page has something behind it.
  if (direction === 'next') {
    const above = justAbove(id);
    return { ...rangeBelow(range, above), direction, anchor: id, behind: rangeFrom(range, above) };
  }
  return { ...rangeFrom(range, id), direction, anchor: id, behind: rangeBelow(range, id) };
}

/** The window that begins at a moment, in milliseconds, or at the newest event. */
export function windowFrom(at: number | null, range: IdRange): PageWindow {
  if (at === null) return { ...range, direction: 'next', anchor: null, behind: null };
  const above = lowestIdAt(at + 1);
  const behind = rangeFrom(range, above);
  return { ...rangeBelow(range, above), direction: 'next', anchor: null, behind };
}

/** The range from an id on: lower-case UUIDs compare as text as they do in PostgreSQL. */
function rangeFrom(range: IdRange, id: string): IdRange {
  return { from: id > range.from ? id : range.from, below: range.below };
}

/** Events read from a window: one more than the page holds, and the anchor, tell what is beside it. */
export interface WindowReading {
  /** Newest first. */
  readonly events: readonly TimelineEvent[];
  /** Whether the timeline goes on in the window's direction. */
  readonly hasMore: boolean;
  /** Whether the anchor is still there. */
  readonly hasAnchor: boolean;
}

/** How many events of a window to read for a page of `limit`. */
export function eventsToRead({ anchor }: PageWindow, limit: number): number {
  return limit + (anchor === null ? 1 : 2);
}

/** @param newestFirst what `eventsToRead` gave */
export function readingOf(
  newestFirst: readonly TimelineEvent[],
  { direction, anchor }: PageWindow,
  limit: number,
): WindowReading {
  const nearestFirst = direction === 'next' ? [...newestFirst] : newestFirst.toReversed();
  const hasAnchor = anchor !== null && nearestFirst[0]?.id === anchor;
  if (hasAnchor) nearestFirst.shift();
  const shown = nearestFirst.slice(0, limit);
  return {
    events: direction === 'next' ? shown : shown.reverse(),
    hasMore: nearestFirst.length > limit,
    hasAnchor,
  };
}

/** The cursors of a page; an empty page lies where its window begins. */
export function cursorsOf(
  { events, hasMore }: Pick<WindowReading, 'events' | 'hasMore'>,
  window: PageWindow,
  { hasBehind, belongsTo }: { hasBehind: boolean; belongsTo: string },
): Pick<TimelinePage, 'nextCursor' | 'previousCursor'> {
  const [hasOlder, hasNewer] =
    window.direction === 'next' ? [hasMore, hasBehind] : [hasBehind, hasMore];
  const oldest = events.at(-1)?.id ?? justAbove(window.from);
  // No event has this id, and none of the empty page's lies between it and the page's beginning.
  const newest = events[0]?.id ?? lowestIdAt(timeOfId(window.below));
  return {
    nextCursor: hasOlder ? encodeCursor({ direction: 'next', id: oldest }, belongsTo) : null,
    previousCursor: hasNewer
      ? encodeCursor({ direction: 'previous', id: newest }, belongsTo)
      : null,
  };
}
