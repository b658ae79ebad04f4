import { noFilters } from './filterRequest';
import { decodeCursor, fingerprint } from './cursor';
import type { IdRange } from './idRange';
import { invalidParameter, requireText } from './invalidParameter';
import { leadLookup, type LeadLookup } from './leadLookup';
import { type PageWindow, windowBeside, windowFrom } from './pageWindow';
import { parseInstant } from './parseInstant';
import { planDates } from './planDates';
import {
  MAX_LIMIT,
  type TimelineFilters,
  type TimelineRequest,
  type ValueSubject,
} from './timelineRequest';

/** Whose history is read, in the form in which it is stored. */
export type PlannedSubject = { readonly kind: 'lead'; readonly lead: LeadLookup } | PlannedValue;

/** A subject whose value is stored with each of its events. */
export interface PlannedValue {
  readonly kind: ValueSubject;
  readonly value: string;
}

/** What narrows a timeline besides its subject; null: all. */
export interface TimelineScope {
  readonly tenantId: string;
  readonly eventTypes: readonly string[] | null;
  readonly categories: readonly string[] | null;
  readonly sources: readonly string[] | null;
}

/** A checked request. */
export interface TimelinePlan {
  readonly subject: PlannedSubject;
  readonly scope: TimelineScope;
  /** Ids of the events that the dates let through, on all pages. */
  readonly range: IdRange;
  readonly window: PageWindow;
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
const SUBJECT_PARAMETERS: Readonly<Record<ValueSubject, string>> = {
  entity: 'Entity ID',
  user: 'User ID',
  visitor: 'Visitor Token',
  session: 'Session ID',
  execution: 'Execution ID',
};

/**
 * Checks a request and turns dates and cursor into ranges of ids. Asks no database.
 * @throws ConfigurationError naming the parameter as the panel shows it, and the cure
 */
export function planTimeline(request: TimelineRequest, now: Date): TimelinePlan {
  const { filters, timeZone } = request;
  const subject = planSubject(request);
  const scope = planScope(filters);
  const { after, before, dateRange } = filters;
  const dates = { ...noFilters(scope.tenantId), after, before };
  const calendar = { timeZone, now };
  const range = planDates({ ...dates, dateRange }, {}, calendar);
  // The preset by its name: its days move on while somebody is paging.
  const belongsTo = fingerprint([subject, scope, planDates(dates, {}, calendar), dateRange]);
  return {
    subject,
    scope,
    range,
    window: planWindow(request, range, belongsTo),
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

function planScope(filters: TimelineFilters): TimelineScope {
  return {
    tenantId: requireText(filters.tenant, 'Filters: Tenant', MAX_VALUE),
    eventTypes: distinct(filters.eventTypes, 'Filters: Event Type Names or IDs'),
    categories: distinct(filters.categories, 'Filters: Category Names or IDs'),
    sources: distinct(filters.sources, 'Filters: Sources'),
  };
}

/** Sorted, so that the order in which values were picked does not change the fingerprint. */
function distinct(values: readonly string[], parameter: string): string[] | null {
  if (values.length === 0) return null;
  return [...new Set(values.map((value) => requireText(value, parameter, MAX_VALUE)))].sort();
}

function planWindow(request: TimelineRequest, range: IdRange, belongsTo: string): PageWindow {
  const cursor = request.cursor?.trim() ?? '';
  const startAt = request.startAt?.trim() ?? '';
  if (cursor !== '' && startAt !== '') {
    throw invalidParameter(
      'The parameters Cursor and Start At are both set, and each says where the page begins.',
      'Leave Start At empty to go on from a page, or Cursor to jump to a date.',
    );
  }
  if (cursor !== '') return windowBeside(decodeCursor(cursor, belongsTo), range);
  const at = startAt === '' ? null : parseInstant(startAt, 'Start At', request.timeZone);
  return windowFrom(at, range);
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
