import type { CalendarDay } from './calendarDays';
import { timeOfId } from './idRange';
import type { Summary, SummaryEnd } from './summary';

/** Events counted two ways: by all that they have in common, and by day. */
export interface CountedEvents {
  readonly kinds: readonly {
    readonly eventType: string;
    readonly category: string;
    readonly source: string;
    readonly events: number;
  }[];
  /** `day` is a place in `calendar`, from 1. */
  readonly days: readonly { readonly day: number; readonly events: number }[];
  readonly calendar: readonly CalendarDay[];
  /** Ids of the first and the last event. */
  readonly first: string;
  readonly last: string;
}

/** The counts of a summary; null: of no events. */
export function rollUp(
  counted: CountedEvents | null,
): Omit<Summary, 'answered' | 'dropOff' | 'notices'> {
  const { kinds = [], days = [], calendar = [], first = null, last = null } = counted ?? {};
  const byDay = days.map(({ day, events }) => [calendar[day - 1]?.day ?? '', events] as const);
  return {
    events: kinds.reduce((sum, { events }) => sum + events, 0),
    first: endAt(first),
    last: endAt(last),
    byType: mostFrequentFirst(kinds.map((kind) => [kind.eventType, kind.events])).map(
      ([eventType, count]) => ({ eventType, count }),
    ),
    byCategory: mostFrequentFirst(kinds.map((kind) => [kind.category, kind.events])).map(
      ([category, count]) => ({ category, count }),
    ),
    bySource: mostFrequentFirst(kinds.map((kind) => [kind.source, kind.events])).map(
      ([source, count]) => ({ source, count }),
    ),
    byDay: [...totals(byDay)].sort(byName).map(([day, count]) => ({ day, count })),
  };
}

type Count = readonly [name: string, count: number];

/** A name may come more than once, as the day does at which clocks were set back over midnight. */
function totals(counts: readonly Count[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [name, count] of counts) sums.set(name, (sums.get(name) ?? 0) + count);
  return sums;
}

function mostFrequentFirst(counts: readonly Count[]): Count[] {
  return [...totals(counts)].sort((a, b) => b[1] - a[1] || byName(a, b));
}

function byName([a]: Count, [b]: Count): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function endAt(id: string | null): SummaryEnd | null {
  return id === null ? null : { id, timestamp: new Date(timeOfId(id)).toISOString() };
}
