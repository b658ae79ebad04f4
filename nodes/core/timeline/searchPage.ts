import type { TimelineEvent } from './timelineEvent';
import type { TimelineNotice } from './timelinePage';

export interface Total {
  readonly count: number;
  /** `atLeast`: counting ended there. */
  readonly precision: 'exact' | 'atLeast' | 'estimated';
}

/** One page of a search, in its order. */
export interface SearchPage {
  readonly events: readonly TimelineEvent[];
  /** Continues after the last event; null when there are no more. */
  readonly nextCursor: string | null;
  /** Leads back to the page before the first event; null when there is none. */
  readonly previousCursor: string | null;
  /** Null when none was asked for. */
  readonly total: Total | null;
  readonly notices: readonly TimelineNotice[];
}
