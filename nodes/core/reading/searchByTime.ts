import type { QuotedSchema } from '../postgres/identifiers';
import type { Queryable } from '../postgres/queryable';
import { findOldestEvent } from '../postgres/statements/findOldestEvent';
import type { EventWindow } from '../postgres/statements/eventWindow';
import { searchEventsByTenant } from '../postgres/statements/searchEventsByTenant';
import { searchEventsInWindow } from '../postgres/statements/searchEventsInWindow';
import type { EventScope } from '../timeline/eventFilters';
import { type IdRange, justAbove, timeOfId } from '../timeline/idRange';
import { isEdge } from '../timeline/searchOrder';
import { timeWindows } from '../timeline/timeWindows';
import type { TimelineEvent } from '../timeline/timelineEvent';

/** What every part of a search works with. */
export interface SearchSource {
  readonly db: Queryable;
  readonly schema: QuotedSchema;
  /** The present, in milliseconds: newest first begins with its month and what lies ahead. */
  readonly now: number;
}

/**
 * Reads events by time, month by month and then in wider windows, until there are enough or there
 * are no more.
 */
export async function searchByTime(
  source: SearchSource,
  { scope, after, times, leadless, limit }: EventWindow,
): Promise<TimelineEvent[]> {
  const range = rangeBeyond({ scope, after, times });
  const anchor = await anchorOf(source, { scope, range, after, times });
  const found: TimelineEvent[] = [];
  if (anchor === null) return found;
  for (const window of timeWindows(range, anchor, times)) {
    if (found.length >= limit) break;
    const rest = { times, after, leadless, limit: limit - found.length };
    found.push(...(await readWindow(source, { ...rest, scope: { ...scope, ...window } })));
  }
  return found;
}

type Ends = Pick<EventWindow, 'scope' | 'after' | 'times'>;

/** The event before is in the range still: another tenant may have one of the same id. */
function rangeBeyond({ scope: { from, below }, after, times }: Ends): IdRange {
  if (after === null) return { from, below };
  if (times === 'ascending') return { from: after.id > from ? after.id : from, below };
  const above = justAbove(after.id);
  return { from, below: above < below ? above : below };
}

/** The instant at which reading begins; null when there is nothing at all to read. */
async function anchorOf(
  { db, schema, now }: SearchSource,
  { scope, range, after, times }: Ends & { range: IdRange },
): Promise<number | null> {
  if (times === 'descending') return Math.min(now, timeOfId(range.below));
  // Beside an event there is something; a date may lie years before all there is.
  if (after !== null && !isEdge(after)) return timeOfId(range.from);
  const oldest = await findOldestEvent(db, schema, scope.tenants);
  return oldest === null ? null : Math.max(timeOfId(oldest), timeOfId(range.from));
}

function readWindow({ db, schema }: SearchSource, window: EventWindow): Promise<TimelineEvent[]> {
  return isReadTenantByTenant(window.scope)
    ? searchEventsByTenant(db, schema, window)
    : searchEventsInWindow(db, schema, window);
}

/**
 * Several tenants are read one by one, each in the order of its index. What is found by text, lead
 * or execution has no such index, and would be looked for once per tenant: it is found for all of
 * them at once, and sorted.
 */
function isReadTenantByTenant({ tenants, text, leadKeys, executionId }: EventScope): boolean {
  return tenants.length > 1 && text === null && leadKeys === null && executionId === null;
}
