import { decodeCursor, fingerprint } from './cursor';
import type { IdRange } from './idRange';
import { requireText } from './invalidParameter';
import { leadLookup, type LeadLookup } from './leadLookup';
import { checkPageLimit, readPageStart } from './pageRequest';
import { type PageWindow, windowBeside, windowFrom } from './pageWindow';
import { parseInstant } from './parseInstant';
import { planDates } from './planDates';
import { checkStatementTimeout } from './statementTimeout';
import { type TimelineFilters, type TimelineRequest, type ValueSubject } from './timelineRequest';

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
  const { dateRange } = filters;
  const calendar = { timeZone, now };
  const range = planDates(filters, {}, calendar);
  const dates = { ...filters, dateRange: null };
  // The preset by its name: its days move on while somebody is paging.
  const belongsTo = fingerprint([subject, scope, planDates(dates, {}, calendar), dateRange]);
  return {
    subject,
    scope,
    range,
    window: planWindow(request, range, belongsTo),
    limit: checkPageLimit(request.limit),
    belongsTo,
    statementTimeout: checkStatementTimeout(request.statementTimeout),
  };
}

function planSubject({ subject }: TimelineRequest): PlannedSubject {
  if (subject.kind === 'lead') {
    return { kind: 'lead', lead: leadLookup(subject.by, subject.value) };
  }
  const value = requireText(subject.value, SUBJECT_PARAMETERS[subject.kind]);
  return { kind: subject.kind, value };
}

function planScope(filters: TimelineFilters): TimelineScope {
  return {
    tenantId: requireText(filters.tenant, 'Filters: Tenant'),
    eventTypes: distinct(filters.eventTypes, 'Filters: Event Type Names or IDs'),
    categories: distinct(filters.categories, 'Filters: Category Names or IDs'),
    sources: distinct(filters.sources, 'Filters: Sources'),
  };
}

/** Sorted, so that the order in which values were picked does not change the fingerprint. */
function distinct(values: readonly string[], parameter: string): string[] | null {
  if (values.length === 0) return null;
  return [...new Set(values.map((value) => requireText(value, parameter)))].sort();
}

function planWindow(request: TimelineRequest, range: IdRange, belongsTo: string): PageWindow {
  const { cursor, startAt } = readPageStart(request);
  if (cursor !== null) return windowAtCursor(cursor, { range, belongsTo });
  const at = startAt === null ? null : parseInstant(startAt, 'Start At', request.timeZone);
  return windowFrom(at, range);
}

/** @throws ConfigurationError when the cursor is damaged or of another subject or other filters */
export function windowAtCursor(
  cursor: string,
  { range, belongsTo }: Pick<TimelinePlan, 'range' | 'belongsTo'>,
): PageWindow {
  return windowBeside(decodeCursor(cursor, belongsTo), range);
}
