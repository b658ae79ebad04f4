import { countOutsideMonths } from './postgres/statements/countOutsideMonths';
import { countRecentEvents, type RecentEvents } from './postgres/statements/countRecentEvents';
import { findMonthBounds } from './postgres/statements/findMonthBounds';
import { askTarget, type HealthParts } from './targetHealth';
import { lowestIdAt } from './timeline/idRange';

/** The months of the log, and what lies outside them. */
export interface MonthsHealth {
  /** Begin of the first month, and end of the last (ISO 8601); null when there are no months. */
  readonly first: string | null;
  readonly end: string | null;
  /** Months after the present one. */
  readonly ahead: number;
  /** Events in the catch-alls, before the first and after the last month; counted up to 10,000. */
  readonly catchAllRows: number;
  readonly rowsBefore: number;
  readonly rowsAfter: number;
  /** Whether there may be more than were counted. */
  readonly isCapped: boolean;
}

/** Events of one category, of all tenants, by when they happened. */
export interface CategoryCoverage {
  readonly category: string;
  /** Counted up to 10,000. */
  readonly lastHour: number;
  readonly lastDay: number;
  /** Whether there may be more than were counted. */
  readonly isCapped: boolean;
  /** Had events in the 7 days before, and none in the last day. */
  readonly isSilent: boolean;
}

export interface Coverage {
  /** Those with events in the last 8 days, by name. */
  readonly categories: readonly CategoryCoverage[];
  /** Names of those that went silent. */
  readonly silent: readonly string[];
  /** False: there are more tenants than were looked at (1,000 pairs of tenant and category). */
  readonly isComplete: boolean;
}

/** A count that ends here costs about 2 ms of index. */
const MOST_COUNTED = 10_000;
/** A look into the index for each. */
const MOST_PAIRS = 1000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Days before the last one that a category is compared with. */
const DAYS_BEFORE = 7;
const MONTHS_A_YEAR = 12;

/** @throws what pg threw */
export function monthsHealth(parts: HealthParts): Promise<MonthsHealth> {
  return askTarget(parts, async (db) => {
    const bounds = await findMonthBounds(db, parts.schema);
    const limit = MOST_COUNTED;
    const { before, after } = await countOutsideMonths(db, parts.schema, { bounds, limit });
    const hasMonths = bounds.first < bounds.end;
    return {
      first: hasMonths ? bounds.first.toISOString() : null,
      end: hasMonths ? bounds.end.toISOString() : null,
      ahead: Math.max(0, monthNumber(bounds.end) - monthNumber(parts.clock.now()) - 1),
      catchAllRows: before + after,
      rowsBefore: before,
      rowsAfter: after,
      isCapped: Math.max(before, after) === limit,
    };
  });
}

/** Of events by when they happened: those that are late by a replay count where they belong. */
export async function coverage(parts: HealthParts): Promise<Coverage> {
  const request = { floors: floorsAt(parts.clock.now()), pairs: MOST_PAIRS, limit: MOST_COUNTED };
  const counts = await askTarget(parts, (db) => countRecentEvents(db, parts.schema, request));
  const categories = counts
    .filter(({ lastDay, hadBefore }) => lastDay > 0 || hadBefore)
    .map(coverageOf);
  return {
    categories,
    silent: categories.flatMap(({ category, isSilent }) => (isSilent ? [category] : [])),
    isComplete: counts.every(({ isCut }) => !isCut),
  };
}

function coverageOf({ category, lastHour, lastDay, hadBefore }: RecentEvents): CategoryCoverage {
  const isSilent = hadBefore && lastDay === 0;
  return { category, lastHour, lastDay, isCapped: lastDay === MOST_COUNTED, isSilent };
}

function floorsAt(now: Date) {
  const time = now.getTime();
  const before = time - (DAYS_BEFORE + 1) * DAY_MS;
  const first = new Date(before);
  return {
    month: lowestIdAt(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), 1)),
    before: lowestIdAt(before),
    day: lowestIdAt(time - DAY_MS),
    hour: lowestIdAt(time - HOUR_MS),
    end: lowestIdAt(time + 1),
  };
}

function monthNumber(date: Date): number {
  return date.getUTCFullYear() * MONTHS_A_YEAR + date.getUTCMonth();
}
