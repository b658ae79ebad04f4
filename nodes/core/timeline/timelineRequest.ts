import type { DateRange } from './filterRequest';

/** Tenant that is read when none is given. */
export const DEFAULT_TENANT = 'default';
/** Events in a page when no limit is given (the source PRD's page size). */
export const DEFAULT_LIMIT = 50;
/** Largest page: keeps one answer small enough for a statement of a few milliseconds. */
export const MAX_LIMIT = 1000;
/** Milliseconds that the server may spend on one statement of a read. */
export const DEFAULT_STATEMENT_TIMEOUT = 10_000;

/**
 * How a lead is named. `name` is a part of name or email. `any` is a UUID, an email or an Airtable
 * record id, told apart by their form, and never a name: a mistyped email would show the history
 * of somebody else.
 */
export const LEAD_BY = ['id', 'airtableId', 'email', 'any', 'name'] as const;
export type LeadBy = (typeof LEAD_BY)[number];

/** Subjects whose value is stored with each event. */
export const VALUE_SUBJECTS = ['entity', 'user', 'visitor', 'session', 'execution'] as const;
export type ValueSubject = (typeof VALUE_SUBJECTS)[number];

/** Whose history is read, as the panel gave it. */
export type TimelineSubject =
  | { readonly kind: 'lead'; readonly by: LeadBy; readonly value: string }
  | { readonly kind: ValueSubject; readonly value: string };

/** What narrows a timeline; an empty list or null narrows nothing. */
export interface TimelineFilters {
  readonly eventTypes: readonly string[];
  readonly categories: readonly string[];
  readonly sources: readonly string[];
  /** ISO 8601; events that occurred at this time or later. */
  readonly after: string | null;
  /** ISO 8601; events that occurred before this time. */
  readonly before: string | null;
  /** Narrows further, beside `after` and `before`. */
  readonly dateRange: DateRange | null;
  readonly tenant: string;
}

/** One page of a timeline, newest first, not checked yet (planTimeline checks it). */
export interface TimelineRequest {
  readonly subject: TimelineSubject;
  readonly filters: TimelineFilters;
  /** Events in the page, 1 to 1000. */
  readonly limit: number;
  /** `nextCursor` or `previousCursor` of another page; null or empty starts at the newest event. */
  readonly cursor: string | null;
  /** ISO 8601: the page begins at the newest event of this moment or earlier. Not with a cursor. */
  readonly startAt: string | null;
  /** IANA name of the zone in which dates without an offset are read. */
  readonly timeZone: string;
  /** Milliseconds. */
  readonly statementTimeout: number;
}
