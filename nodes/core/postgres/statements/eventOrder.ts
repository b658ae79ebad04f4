import type { Reading, SearchPosition } from '../../timeline/searchOrder';
import type { SortDirection } from '../../timeline/searchRequest';

/** The word of ORDER BY, and the comparison of what lies further on. */
export const ORDER = {
  ascending: { word: 'asc', beyond: '>' },
  descending: { word: 'desc', beyond: '<' },
} as const satisfies Record<SortDirection, { word: string; beyond: string }>;

/**
 * What leads `l` are sorted by: last name, first name and email as far as they are there, case
 * folded, then the id, so that no two are alike. The index leads_sort_idx holds the same expression.
 */
export const LEAD_SORT_KEY = `(left(lower((coalesce(nullif(btrim(l.last_name::text), '') || ' ', '')
    || coalesce(nullif(btrim(l.first_name::text), '') || ' ', '')
    || coalesce(btrim(l.email::text), '')) collate pg_catalog."default"), 200)
    || ' ' || l.id::text) collate "C"`;

/** What events are sorted by when sorted by type. */
export const TYPE_SORT_KEY = `e.event_type::text collate "C"`;

/** Events by time; those of two tenants that have the same id by tenant. */
export const byTime = (times: SortDirection): string =>
  `e.id ${ORDER[times].word}, e.tenant_id ${ORDER[times].word}`;

/** Events by a key; those without one come last, or first where reading goes back. */
export function byKey(key: string, { values, times, leadlessFirst }: Reading): string {
  const nulls = leadlessFirst ? 'nulls first' : 'nulls last';
  return `${key} ${ORDER[values].word} ${nulls}, ${byTime(times)}`;
}

/** Whether an event lies beyond another; that one's id and tenant are added to `values`. */
export function beyondEvent(
  times: SortDirection,
  { id, tenant }: Pick<SearchPosition, 'id' | 'tenant'>,
  values: unknown[],
): string {
  const places = `$${values.push(id)}::uuid, $${values.push(tenant)}::text`;
  return `(e.id, e.tenant_id) ${ORDER[times].beyond} (${places})`;
}

/** Whether an event lies beyond a place in the order of `byKey`. */
export function beyondPlace(
  key: string,
  { after, ...reading }: Reading & { readonly after: SearchPosition },
  values: unknown[],
): string {
  const further = beyondEvent(reading.times, after, values);
  if (after.value === null) {
    return reading.leadlessFirst
      ? `(${key} is not null or ${further})`
      : `(${key} is null and ${further})`;
  }
  const place = `$${values.push(after.value)}::text`;
  const others = reading.leadlessFirst ? '' : `${key} is null or `;
  return `(${others}${key} ${ORDER[reading.values].beyond} ${place} or (${key} = ${place} and ${further}))`;
}
