import { z } from 'zod';
import type { SortDirection } from '../../timeline/searchRequest';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { LEAD_SORT_KEY, ORDER } from './eventOrder';

// Leads that some tenants may see, by name, from a place on; each tenant's in the order of an index.
// Parameters: $1 tenants, $2 limit, then the ids of the leads wanted, if not all, and the place.
const sql = (schema: QuotedSchema, where: string, word: string): string => `
  select id, tenant_id, sort_key
  from (
    select l.*
    from unnest($1::text[]) as t(tenant_id)
    cross join lateral (
      select l.id, l.tenant_id, ${LEAD_SORT_KEY} as sort_key
      from ${schema}.leads l
      where l.tenant_id = t.tenant_id${where}
      order by ${LEAD_SORT_KEY} ${word}
      limit $2::int
    ) l
    union all (
      select l.id, l.tenant_id, ${LEAD_SORT_KEY} as sort_key
      from ${schema}.leads l
      where l.tenant_id is null${where}
      order by ${LEAD_SORT_KEY} ${word}
      limit $2::int
    )
  ) l
  order by sort_key ${word}
  limit $2::int`;

const rowSchema = z.object({
  id: z.string(),
  tenant_id: z.string().nullable(),
  sort_key: z.string(),
});
export type SortedLead = z.infer<typeof rowSchema>;

export interface LeadsInOrder {
  readonly tenants: readonly string[];
  /** Null: all that the tenants may see. */
  readonly ids: readonly string[] | null;
  readonly direction: SortDirection;
  /** Where to begin; `inclusive` takes the lead of this very key along. */
  readonly from: { readonly key: string; readonly inclusive: boolean } | null;
  readonly limit: number;
}

export async function listLeadsInOrder(
  db: Queryable,
  schema: QuotedSchema,
  { tenants, ids, direction, from, limit }: LeadsInOrder,
): Promise<SortedLead[]> {
  const { word, beyond } = ORDER[direction];
  const values: unknown[] = [tenants, limit];
  const where = [
    ...(ids === null ? [] : [`l.id = any($${values.push(ids)}::uuid[])`]),
    ...(from === null
      ? []
      : [`${LEAD_SORT_KEY} ${beyond}${from.inclusive ? '=' : ''} $${values.push(from.key)}::text`]),
  ].map((condition) => `\n        and ${condition}`);
  const { rows } = await db.query(sql(schema, where.join(''), word), values);
  return z.array(rowSchema).parse(rows);
}
