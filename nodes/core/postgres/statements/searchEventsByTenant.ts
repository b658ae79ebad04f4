import { z } from 'zod';
import type { TimelineEvent } from '../../timeline/timelineEvent';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { EVENT_COLUMNS, eventRowSchema, leadOfEvent, toEvent } from './eventColumns';
import { eventConditions } from './eventConditions';
import { beyondEvent, byTime, ORDER } from './eventOrder';
import { type EventWindow, leadlessCondition } from './searchEventsInWindow';

// Events of a scope by time: each tenant's are read in the order of an index, then merged.
// Parameters: those of eventConditions, then id and tenant of the event before, if any, then the limit and the tenants.
const sql = (schema: QuotedSchema, { where, order, word, limit, tenants }: Parts): string => `
  select ${EVENT_COLUMNS}
  from (
    select e.*
    from unnest(${tenants}) as t(tenant_id)
    cross join lateral (
      select e.*
      from ${schema}.lead_activity_log e
      where ${where}
      order by e.id ${word}
      limit ${limit}
    ) e
    order by ${order}
    limit ${limit}
  ) e${leadOfEvent(schema)}
  order by ${order}`;

interface Parts {
  readonly where: string;
  readonly order: string;
  readonly word: string;
  readonly limit: string;
  readonly tenants: string;
}

/** @returns at most `limit` events, in the order of time. */
export async function searchEventsByTenant(
  db: Queryable,
  schema: QuotedSchema,
  { scope, times, after, leadless, limit }: EventWindow,
): Promise<TimelineEvent[]> {
  const { text, values } = eventConditions(scope, 't.tenant_id');
  const where = [
    text,
    ...(after === null ? [] : [beyondEvent(times, after, values)]),
    ...(leadless ? [leadlessCondition(schema)] : []),
  ].join('\n        and ');
  const parts = {
    where,
    order: byTime(times),
    word: ORDER[times].word,
    limit: `$${values.push(limit)}::int`,
    tenants: `$${values.push(scope.tenants)}::text[]`,
  };
  const { rows } = await db.query(sql(schema, parts), values);
  return z.array(eventRowSchema).parse(rows).map(toEvent);
}
