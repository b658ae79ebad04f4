import { z } from 'zod';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// The lowest id of all events of some tenants: where their history begins.
// Parameters: $1 tenants.
const sql = (schema: QuotedSchema): string => `
  select e.id
  from unnest($1::text[]) as t(tenant_id)
  cross join lateral (
    select log.id
    from ${schema}.lead_activity_log log
    where log.tenant_id = t.tenant_id
    order by log.id
    limit 1
  ) e
  order by e.id
  limit 1`;

const rowSchema = z.object({ id: z.string() });

/** @returns null when there are no events */
export async function findOldestEvent(
  db: Queryable,
  schema: QuotedSchema,
  tenants: readonly string[],
): Promise<string | null> {
  const { rows } = await db.query(sql(schema), [tenants]);
  return z.array(rowSchema).parse(rows)[0]?.id ?? null;
}
