import { z } from 'zod';
import type { EventScope } from '../../timeline/eventFilters';
import type { Reading, SearchHit } from '../../timeline/searchOrder';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { EVENT_COLUMNS, eventRowSchema, leadOfEvent, toEvent } from './eventColumns';
import { eventConditions } from './eventConditions';
import { beyondPlace, byKey, LEAD_SORT_KEY, TYPE_SORT_KEY } from './eventOrder';

// Events of a scope by type or by lead: all of them are sorted, so there must be few.
// Parameters: those of eventConditions, then id, tenant and value of the place before, if any, then the limit.
const sql = (schema: QuotedSchema, parts: Parts): string => `
  select ${EVENT_COLUMNS}, e.sort_value
  from (
    select e.*, ${parts.key} as sort_value
    from ${schema}.lead_activity_log e${parts.join}
    where ${parts.where}
    order by ${parts.innerOrder}
    limit ${parts.limit}
  ) e${leadOfEvent(schema)}
  order by ${parts.outerOrder}`;

interface Parts {
  readonly key: string;
  readonly join: string;
  readonly where: string;
  readonly innerOrder: string;
  readonly outerOrder: string;
  readonly limit: string;
}

/** What a statement over sorted events gives. */
export const sortedRowSchema = eventRowSchema.extend({ sort_value: z.string().nullable() });

/** @returns at most `limit` events, in the order of the reading */
export async function searchSortedEvents(
  db: Queryable,
  schema: QuotedSchema,
  { scope, by, reading }: { scope: EventScope; by: 'lead' | 'type'; reading: Reading },
): Promise<SearchHit[]> {
  const { text, values } = eventConditions(scope);
  const key = by === 'lead' ? LEAD_SORT_KEY : TYPE_SORT_KEY;
  const { after } = reading;
  const further = after === null ? [] : [beyondPlace(key, { ...reading, after }, values)];
  const parts = {
    key,
    join: by === 'lead' ? leadOfEvent(schema) : '',
    where: [text, ...further].join('\n      and '),
    innerOrder: byKey(key, reading),
    outerOrder: byKey('e.sort_value', reading),
    limit: `$${values.push(reading.limit)}::int`,
  };
  const { rows } = await db.query(sql(schema, parts), values);
  return toHits(rows);
}

export function toHits(rows: readonly unknown[]): SearchHit[] {
  return z
    .array(sortedRowSchema)
    .parse(rows)
    .map((row) => ({ event: toEvent(row), value: row.sort_value }));
}
