import type { LeadReference } from '../activity/activityEvent';
import { decodeCursor, fingerprint } from './cursor';
import { type IdRange, idRange, rangeBelow } from './idRange';
import { invalidParameter, requireText } from './invalidParameter';
import { leadLookup } from './leadLookup';
import { parseInstant } from './parseInstant';
import { MAX_LIMIT, type TimelineFilters, type TimelineRequest } from './timelineRequest';

/** Whose history is read, in the form in which it is stored. */
export type PlannedSubject =
  | { readonly kind: 'lead'; readonly lead: LeadReference }
  | { readonly kind: 'entity' | 'user' | 'execution'; readonly value: string };

/** What every statement of a timeline is bounded by. */
export interface TimelineBounds {
  readonly tenantId: string;
  /** Event ids at or above this one … */
  readonly from: string;
  /** … and below this one: dates and cursor in one range. */
  readonly below: string;
  /** Null: all types. */
  readonly eventTypes: readonly string[] | null;
  /** Null: all categories. */
  readonly categories: readonly string[] | null;
}

/** A checked request. */
export interface TimelinePlan {
  readonly subject: PlannedSubject;
  readonly bounds: TimelineBounds;
  readonly limit: number;
  /** Fingerprint of subject and filters: what the page's cursors belong to. */
  readonly belongsTo: string;
  /** Milliseconds. */
  readonly statementTimeout: number;
}

/** Longest subject and filter value; far above any id in use, below what an index entry holds. */
const MAX_VALUE = 1000;
/** Ten minutes: longer than any timeline takes, short enough that nothing hangs for ever. */
const MAX_STATEMENT_TIMEOUT = 600_000;
const SUBJECT_PARAMETERS = {
  entity: 'Entity ID',
  user: 'User ID',
  execution: 'Execution ID',
} as const;

/**
 * Checks a request and turns dates and cursor into a range of ids. Asks no database.
 * @throws ConfigurationError naming the parameter as the panel shows it, and the cure
 */
export function planTimeline(request: TimelineRequest): TimelinePlan {
  const { filters, timeZone } = request;
  const subject = planSubject(request);
  const after = instantOf(filters.after, 'Filters: After', timeZone);
  const before = instantOf(filters.before, 'Filters: Before', timeZone);
  if (after !== null && before !== null && after >= before) {
    throw invalidParameter(
      'Filters: After is not earlier than Filters: Before, so no event can lie between them.',
      'Exchange the two dates, or leave one of them empty.',
    );
  }
  const bounds: TimelineBounds = { ...filterBounds(filters), ...idRange(after, before) };
  const belongsTo = fingerprint([subject, bounds]);
  return {
    subject,
    bounds: { ...bounds, ...rangeAfter(request.cursor, belongsTo, bounds) },
    limit: wholeNumber(request.limit, 'Limit', MAX_LIMIT),
    belongsTo,
    statementTimeout: wholeNumber(
      request.statementTimeout,
      'Options: Statement Timeout',
      MAX_STATEMENT_TIMEOUT,
    ),
  };
}

function planSubject({ subject }: TimelineRequest): PlannedSubject {
  if (subject.kind === 'lead') {
    return { kind: 'lead', lead: leadLookup(subject.by, subject.value) };
  }
  const value = requireText(subject.value, SUBJECT_PARAMETERS[subject.kind], MAX_VALUE);
  return { kind: subject.kind, value };
}

function filterBounds(filters: TimelineFilters): Omit<TimelineBounds, keyof IdRange> {
  return {
    tenantId: requireText(filters.tenant, 'Filters: Tenant', MAX_VALUE),
    eventTypes: distinct(filters.eventTypes, 'Filters: Event Type Names or IDs'),
    categories: distinct(filters.categories, 'Filters: Category Names or IDs'),
  };
}

/** Sorted, so that the order in which values were picked does not change the fingerprint. */
function distinct(values: readonly string[], parameter: string): string[] | null {
  if (values.length === 0) return null;
  return [...new Set(values.map((value) => requireText(value, parameter, MAX_VALUE)))].sort();
}

function instantOf(value: string | null, parameter: string, timeZone: string): number | null {
  return value === null || value.trim() === '' ? null : parseInstant(value, parameter, timeZone);
}

function rangeAfter(cursor: string | null, belongsTo: string, range: IdRange): IdRange {
  const text = cursor?.trim() ?? '';
  const { from, below } = range;
  return text === '' ? { from, below } : rangeBelow({ from, below }, decodeCursor(text, belongsTo));
}

function wholeNumber(value: number, parameter: string, highest: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= highest) return value;
  throw invalidParameter(
    `The parameter ${parameter} must be a whole number from 1 to ${highest}.`,
    parameter === 'Limit'
      ? 'Enter a number in this range; to read more, turn on Return All or pass on nextCursor.'
      : 'Enter a number of milliseconds in this range.',
  );
}
