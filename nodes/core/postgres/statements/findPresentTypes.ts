import { z } from 'zod';
import type { EventScope } from '../../timeline/eventFilters';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// Which of some event types the tenants have logged anything under.
// Parameters: $1 tenants, $2 types, $3 from id, $4 below id.
const sql = (schema: QuotedSchema): string => `
  select type.name
  from unnest($2::text[]) as type(name)
  where exists (
    select
    from unnest($1::text[]) as t(tenant_id)
    cross join lateral (
      select
      from ${schema}.lead_activity_log e
      where e.tenant_id = t.tenant_id and e.event_type = type.name
        and e.id >= $3::uuid and e.id < $4::uuid
      limit 1
    ) e)`;

const rowSchema = z.object({ name: z.string() });

export async function findPresentTypes(
  db: Queryable,
  schema: QuotedSchema,
  { scope, types }: { scope: EventScope; types: readonly string[] },
): Promise<string[]> {
  const values = [scope.tenants, types, scope.from, scope.below];
  const { rows } = await db.query(sql(schema), values);
  return z
    .array(rowSchema)
    .parse(rows)
    .map((row) => row.name);
}
