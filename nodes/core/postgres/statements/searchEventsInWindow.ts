import { z } from 'zod';
import type { EventScope } from '../../timeline/eventFilters';
import type { SearchPosition } from '../../timeline/searchOrder';
import type { SortDirection } from '../../timeline/searchRequest';
import type { TimelineEvent } from '../../timeline/timelineEvent';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { EVENT_COLUMNS, eventRowSchema, leadOfEvent, seenByTenant, toEvent } from './eventColumns';
import { eventConditions } from './eventConditions';
import { beyondEvent, byTime } from './eventOrder';

// Events of a scope by time, each with its lead.
// Parameters: those of eventConditions, then id and tenant of the event before, if any, then the limit.
const sql = (schema: QuotedSchema, { where, order, limit }: Parts): string => `
  select ${EVENT_COLUMNS}
  from (
    select e.*
    from ${schema}.lead_activity_log e
    where ${where}
    order by ${order}
    limit ${limit}
  ) e${leadOfEvent(schema)}
  order by ${order}`;

interface Parts {
  readonly where: string;
  readonly order: string;
  readonly limit: string;
}

/** One window of time, read in one statement. */
export interface EventWindow {
  readonly scope: EventScope;
  readonly times: SortDirection;
  readonly after: SearchPosition | null;
  /** Whether only events are read that show no lead. */
  readonly leadless: boolean;
  readonly limit: number;
}

/** An event that shows no lead: it has none, or one that its tenant must not see. */
export const leadlessCondition = (schema: QuotedSchema): string => `not exists (
      select from ${schema}.leads l
      where l.id = e.lead_id and ${seenByTenant('l')})`;

/** @returns at most `limit` events, in the order of time. */
export async function searchEventsInWindow(
  db: Queryable,
  schema: QuotedSchema,
  { scope, times, after, leadless, limit }: EventWindow,
): Promise<TimelineEvent[]> {
  const { text, values } = eventConditions(scope);
  const where = [
    text,
    ...(after === null ? [] : [beyondEvent(times, after, values)]),
    ...(leadless ? [leadlessCondition(schema)] : []),
  ].join('\n      and ');
  const parts = { where, order: byTime(times), limit: `$${values.push(limit)}::int` };
  const { rows } = await db.query(sql(schema, parts), values);
  return z.array(eventRowSchema).parse(rows).map(toEvent);
}
