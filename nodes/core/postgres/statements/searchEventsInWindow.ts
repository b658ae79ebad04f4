import { z } from 'zod';
import type { TimelineEvent } from '../../timeline/timelineEvent';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { EVENT_COLUMNS, eventRowSchema, leadOfEvent, toEvent } from './eventColumns';
import { byTime } from './eventOrder';
import { type EventWindow, windowConditions } from './eventWindow';

// Events of a scope by time, each with its lead.
// Parameters: those of windowConditions, then the limit.
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

/** @returns at most `limit` events, in the order of time. */
export async function searchEventsInWindow(
  db: Queryable,
  schema: QuotedSchema,
  window: EventWindow,
): Promise<TimelineEvent[]> {
  const { where, values } = windowConditions(schema, window);
  const limit = `$${values.push(window.limit)}::int`;
  const parts = { where, order: byTime(window.times), limit };
  const { rows } = await db.query(sql(schema, parts), values);
  return z.array(eventRowSchema).parse(rows).map(toEvent);
}
