import { z } from 'zod';
import type { TimelineEvent } from '../../timeline/timelineEvent';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { EVENT_COLUMNS, eventRowSchema, leadOfEvent, toEvent } from './eventColumns';
import { byTime, ORDER } from './eventOrder';
import { type EventWindow, windowConditions } from './eventWindow';

// Events of a scope by time: each tenant's are read in the order of an index, then merged.
// Parameters: those of windowConditions, then the limit and the tenants.
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
  window: EventWindow,
): Promise<TimelineEvent[]> {
  const { where, values } = windowConditions(schema, window, 't.tenant_id');
  const parts = {
    where,
    order: byTime(window.times),
    word: ORDER[window.times].word,
    limit: `$${values.push(window.limit)}::int`,
    tenants: `$${values.push(window.scope.tenants)}::text[]`,
  };
  const { rows } = await db.query(sql(schema, parts), values);
  return z.array(eventRowSchema).parse(rows).map(toEvent);
}
