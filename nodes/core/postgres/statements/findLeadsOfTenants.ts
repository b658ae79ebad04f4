import { z } from 'zod';
import type { LeadReference } from '../../activity/activityEvent';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// The leads that a reference means, among those that any of the tenants may see (null tenant: shared).
// Parameters: $1 tenants, $2 lead id or null, $3 Airtable record id or null, $4 email or null, $5 limit.
const sql = (schema: QuotedSchema): string => `
  select id, airtable_record_id, email
  from (
    select * from ${schema}.leads where id = $2::uuid
    union all
    select * from ${schema}.leads where airtable_record_id = $3::text
    union all
    select * from ${schema}.leads where lower(btrim(email)) = $4::text
  ) found
  where coalesce(tenant_id = any($1::text[]), true)
  order by id
  limit $5::int`;

const rowSchema = z.object({
  id: z.string(),
  airtable_record_id: z.string().nullable(),
  email: z.string().nullable(),
});

/** What events of a lead may be stored under. */
export interface FoundLead {
  readonly id: string;
  readonly airtableId: string | null;
  readonly email: string | null;
}

/** @param limit most leads to return; only an email can mean several */
export async function findLeadsOfTenants(
  db: Queryable,
  schema: QuotedSchema,
  { tenants, lead, limit }: { tenants: readonly string[]; lead: LeadReference; limit: number },
): Promise<FoundLead[]> {
  const valueIf = (by: LeadReference['by']): string | null => (lead.by === by ? lead.value : null);
  const values = [tenants, valueIf('id'), valueIf('airtableId'), valueIf('email'), limit];
  const { rows } = await db.query(sql(schema), values);
  return z
    .array(rowSchema)
    .parse(rows)
    .map((row) => ({ id: row.id, airtableId: row.airtable_record_id, email: row.email }));
}
