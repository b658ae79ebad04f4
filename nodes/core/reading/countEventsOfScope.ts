import type { RegisteredEventType } from '../catalog/eventTypeDefinition';
import type { QuotedSchema } from '../postgres/identifiers';
import type { Queryable } from '../postgres/queryable';
import { countByGroup, type DayCount, type GroupCounts } from '../postgres/statements/countByGroup';
import { findFirstAndLast, type FirstAndLast } from '../postgres/statements/findFirstAndLast';
import { findStretches } from '../postgres/statements/findStretches';
import { type CalendarDay, calendarDays } from '../timeline/calendarDays';
import type { EventScope } from '../timeline/eventFilters';
import { everythingOf } from '../timeline/everythingOf';
import { lowestIdAt, timeOfId } from '../timeline/idRange';

/** What is counted, and what is known besides it. */
export interface CountRequest {
  readonly scope: EventScope;
  readonly timeZone: string;
  /** Every type that events can have. */
  readonly registered: readonly RegisteredEventType[];
}

/** Counts of a scope that holds events; the place of a DayCount, less one, is that of its day. */
export interface ScopeCounts extends GroupCounts, FirstAndLast {
  readonly calendar: readonly CalendarDay[];
}

/** Days are made only where there are events: one event of the year 9999 must not cost millions. */
const STRETCH = 30 * 24 * 3_600_000;

/** @returns null when the scope holds no event */
export async function countEventsOfScope(
  db: Queryable,
  schema: QuotedSchema,
  { scope, timeZone, registered }: CountRequest,
): Promise<ScopeCounts | null> {
  const { tenants, below } = scope;
  const whole = everythingOf(tenants, scope);
  const stretches = await findStretches(db, schema, { scope: whole, length: STRETCH });
  const calendar = stretches.flatMap((id) => {
    const first = timeOfId(id);
    const end = (Math.floor(first / STRETCH) + 1) * STRETCH;
    return calendarDays({ from: first, until: Math.min(end, timeOfId(below)) }, timeZone);
  });
  const floors = calendar.map(({ start }) => lowestIdAt(start));
  const query = { scope: byTypes(scope, registered), floors };
  if (calendar.length === 0) return null;
  const counts = await countByGroup(db, schema, query);
  const ends = await findEnds(db, schema, { ...query, ...counts });
  return ends === null ? null : { ...counts, ...ends, calendar };
}

/** What the index by type holds, besides tenant, range and the leads that a text alone means. */
const IN_TYPE_INDEX: readonly string[] = [
  'tenants',
  'from',
  'below',
  'eventTypes',
  'categories',
  'sources',
  'textLeadIds',
];

/**
 * Where the index by type holds all that is asked, it says so by naming all types: the index is
 * then read range by range instead of the table. Each event's type is registered (a foreign key).
 */
function byTypes(scope: EventScope, registered: readonly RegisteredEventType[]): EventScope {
  const isCovered = Object.entries(scope).every(
    ([key, wanted]) => wanted === null || IN_TYPE_INDEX.includes(key),
  );
  if (!isCovered || scope.eventTypes !== null) return scope;
  return { ...scope, eventTypes: registered.map(({ name }) => name) };
}

interface CountedScope {
  readonly scope: EventScope;
  readonly floors: readonly string[];
  readonly days: readonly DayCount[];
}

/** Looks for the first event in the first day that has events, and so for the last. */
async function findEnds(
  db: Queryable,
  schema: QuotedSchema,
  { scope, floors, days }: CountedScope,
): Promise<FirstAndLast | null> {
  if (days.length === 0) return null;
  const places = days.map(({ day }) => day);
  const within = (place: number): EventScope => ({
    ...scope,
    from: floors[place - 1] ?? scope.from,
    below: floors[place] ?? scope.below,
  });
  const early = await findFirstAndLast(db, schema, within(Math.min(...places)));
  const late = await findFirstAndLast(db, schema, within(Math.max(...places)));
  return early === null || late === null ? null : { first: early.first, last: late.last };
}
