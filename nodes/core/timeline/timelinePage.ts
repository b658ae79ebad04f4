import type { TimelineEvent, TimelineLead } from './timelineEvent';

/** What the reader should know besides the events; holds no value of an event. */
export interface TimelineNotice {
  readonly code:
    'lead_not_found' | 'several_leads' | 'too_many_leads' | 'event_not_found' | 'only_stop_words';
  readonly message: string;
}

/** One page, newest first. */
export interface TimelinePage {
  readonly events: readonly TimelineEvent[];
  /** Continues below the last event; null when there are no older events. */
  readonly nextCursor: string | null;
  /** Leads to the page above the first event; null when there are no newer events by now. */
  readonly previousCursor: string | null;
  /** The leads that the subject means; null when the subject is not a lead. */
  readonly leads: readonly TimelineLead[] | null;
  readonly notices: readonly TimelineNotice[];
}
