import { z } from 'zod';
import type { EventScope } from '../../timeline/eventFilters';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { eventConditions } from './eventConditions';

// The ids of the first and the last event of a scope, by the key, tenant by tenant.
// Parameters: those of eventConditions with a tenant, then the tenants.
const sql = (schema: QuotedSchema, { where, tenants }: Parts): string => `
  select (${end(schema, { where, tenants }, 'asc')}) as first,
    (${end(schema, { where, tenants }, 'desc')}) as last`;

interface Parts {
  readonly where: string;
  readonly tenants: string;
}

const end = (schema: QuotedSchema, { where, tenants }: Parts, order: 'asc' | 'desc'): string => `
    select e.id
    from unnest(${tenants}::text[]) as t(tenant_id)
    cross join lateral (
      select e.id
      from ${schema}.lead_activity_log e
      where ${where}
      order by e.id ${order}
      limit 1
    ) e
    order by e.id ${order}
    limit 1`;

const rowSchema = z.object({ first: z.string().nullable(), last: z.string().nullable() });

/** The ids between which all events of a scope lie. */
export interface FirstAndLast {
  readonly first: string;
  readonly last: string;
}

/** @returns null when the scope holds no event */
export async function findFirstAndLast(
  db: Queryable,
  schema: QuotedSchema,
  scope: EventScope,
): Promise<FirstAndLast | null> {
  const { text, values } = eventConditions(scope, 't.tenant_id');
  const tenants = `$${values.push(scope.tenants)}`;
  const { rows } = await db.query(sql(schema, { where: text, tenants }), values);
  const { first, last } = rowSchema.parse(rows[0]);
  return first === null || last === null ? null : { first, last };
}
