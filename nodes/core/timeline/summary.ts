import type { FilterRequest } from './filterRequest';
import type { TimelineNotice } from './timelinePage';

/** Hours in which a reply counts as an answer when no other number is given (the source PRD's question). */
export const DEFAULT_ANSWER_HOURS = 24;

/** Which share of the leads that were written to has answered in time. */
export interface AnsweredRequest {
  /** Event types that ask for an answer, e.g. MESSAGE_SENT. */
  readonly messageTypes: readonly string[];
  /** Event types that are one, e.g. INBOUND_REPLY. */
  readonly replyTypes: readonly string[];
  /** More than 0, at most 8760 (a year). */
  readonly withinHours: number;
}

/** A summary, not checked yet (planSummary checks it). */
export interface SummaryRequest {
  readonly filters: FilterRequest;
  readonly answered: AnsweredRequest | null;
  /** Event types in the order in which leads pass through them, 2 to 20; empty: no drop-off. */
  readonly steps: readonly string[];
  /** IANA name: where days begin, and in which dates without an offset are read. */
  readonly timeZone: string;
  /** Milliseconds. */
  readonly statementTimeout: number;
}

export interface Answered {
  readonly withinHours: number;
  /** Leads with a message in the range. */
  readonly leads: number;
  /** Those with a reply not later than `withinHours` after one of their messages. */
  readonly answeredLeads: number;
  /** `answeredLeads` of `leads`, 0 to 1; null when there are none. */
  readonly share: number | null;
}

export interface Step {
  readonly eventType: string;
  /** Leads that came to this step, each step not before the one above. */
  readonly leads: number;
  /** Of the leads of the first step, 0 to 1; null when there are none. */
  readonly share: number | null;
  /** Leads of the step above that did not come here; 0 for the first. */
  readonly droppedOff: number;
}

export interface SummaryEnd {
  readonly id: string;
  /** ISO 8601 in UTC with milliseconds. */
  readonly timestamp: string;
}

/** Counts are exact. Lists: most frequent first, then by name; days in order, those without events left out. */
export interface Summary {
  readonly events: number;
  readonly first: SummaryEnd | null;
  readonly last: SummaryEnd | null;
  readonly byType: readonly { readonly eventType: string; readonly count: number }[];
  readonly byCategory: readonly { readonly category: string; readonly count: number }[];
  readonly bySource: readonly { readonly source: string; readonly count: number }[];
  /** `day` as YYYY-MM-DD in the request's time zone. */
  readonly byDay: readonly { readonly day: string; readonly count: number }[];
  readonly answered: Answered | null;
  /** Null when no steps were asked for. */
  readonly dropOff: readonly Step[] | null;
  readonly notices: readonly TimelineNotice[];
}
