import { z } from 'zod';
import type { EventScope } from '../../timeline/eventFilters';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { eventConditions } from './eventConditions';

// The first event of every stretch of time that holds one, each found by one look into the key
// past the end of the stretch before: empty years cost nothing.
// Parameters: those of eventConditions with a tenant, then the tenants, then the stretch in milliseconds.
const sql = (schema: QuotedSchema, { where, tenants, length }: Parts): string => `
  with recursive held as (
    (${firstEvent(schema, { where, tenants })})
    union all
    select next.id
    from held
    cross join lateral (${firstEvent(schema, {
      where: `${where}
        and e.id >= rpad(lpad(to_hex((${schema}.activity_id_ms(held.id) / ${length}::bigint + 1)
          * ${length}::bigint), 12, '0'), 32, '0')::uuid`,
      tenants,
    })}) next
  )
  select id from held`;

interface Parts {
  readonly where: string;
  readonly tenants: string;
  readonly length: string;
}

const firstEvent = (schema: QuotedSchema, { where, tenants }: Omit<Parts, 'length'>): string => `
    select e.id
    from unnest(${tenants}::text[]) as t(tenant_id)
    cross join lateral (
      select e.id
      from ${schema}.lead_activity_log e
      where ${where}
      order by e.id
      limit 1
    ) e
    order by e.id
    limit 1`;

const rowSchema = z.object({ id: z.string() });

/**
 * @param length milliseconds of a stretch; stretches begin at its multiples, counted from 1970
 * @returns an id of each stretch that holds events, its first, in order
 */
export async function findStretches(
  db: Queryable,
  schema: QuotedSchema,
  { scope, length }: { scope: EventScope; length: number },
): Promise<string[]> {
  const { text, values } = eventConditions(scope, 't.tenant_id');
  const tenants = `$${values.push(scope.tenants)}`;
  const parts = { where: text, tenants, length: `$${values.push(length)}` };
  const { rows } = await db.query(sql(schema, parts), values);
  return z
    .array(rowSchema)
    .parse(rows)
    .map((row) => row.id);
}
