import type { EventScope } from '../../timeline/eventFilters';
import type { Reading, SearchHit } from '../../timeline/searchOrder';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { EVENT_COLUMNS, leadOfEvent, seenByTenant } from './eventColumns';
import { eventConditions } from './eventConditions';
import { beyondEvent, byKey, byTime } from './eventOrder';
import type { SortedLead } from './listLeadsInOrder';
import { toHits } from './searchSortedEvents';

// Events of a scope that belong to some leads, by lead: each lead's are read in the order of an index.
// Parameters: those of eventConditions, then place before, if any, then limit, leads, their keys and tenants.
const sql = (schema: QuotedSchema, parts: Parts): string => `
  select ${EVENT_COLUMNS}, e.sort_value
  from (
    select e.*, lead.sort_key as sort_value
    from unnest(${parts.leads}) as lead(id, sort_key, tenant_id)
    cross join lateral (
      select e.*
      from ${schema}.lead_activity_log e
      where ${parts.where}
        and e.lead_id = lead.id and ${seenByTenant('lead')}
      order by ${parts.lateralOrder}
      limit ${parts.limit}
    ) e
    order by ${parts.order('lead.sort_key')}
    limit ${parts.limit}
  ) e${leadOfEvent(schema)}
  order by ${parts.order('e.sort_value')}`;

interface Parts {
  readonly where: string;
  readonly leads: string;
  readonly lateralOrder: string;
  readonly order: (key: string) => string;
  readonly limit: string;
}

/** @returns at most `limit` events, in the order of the reading */
export async function searchEventsOfLeads(
  db: Queryable,
  schema: QuotedSchema,
  { scope, leads, reading }: { scope: EventScope; leads: readonly SortedLead[]; reading: Reading },
): Promise<SearchHit[]> {
  const { text, values } = eventConditions(scope);
  const { after, times, limit } = reading;
  const place = after === null ? [] : [beyondWithinLead(reading, values)];
  const parts = {
    where: [text, ...place].join('\n        and '),
    lateralOrder: byTime(times),
    order: (key: string): string => byKey(`${key} collate "C"`, reading),
    limit: `$${values.push(limit)}::int`,
    leads: `$${values.push(leads.map(({ id }) => id))}::uuid[],
      $${values.push(leads.map((lead) => lead.sort_key))}::text[],
      $${values.push(leads.map((lead) => lead.tenant_id))}::text[]`,
  };
  const { rows } = await db.query(sql(schema, parts), values);
  return toHits(rows);
}

/** The place before lies among the events of one lead; those of the others are all beyond it. */
function beyondWithinLead({ after, times }: Reading, values: unknown[]): string {
  if (after === null) return 'true';
  const key = `$${values.push(after.value)}::text`;
  return `(lead.sort_key <> ${key} or ${beyondEvent(times, after, values)})`;
}
