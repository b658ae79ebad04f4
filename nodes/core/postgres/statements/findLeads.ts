import { z } from 'zod';
import type { LeadReference } from '../../activity/activityEvent';
import type { TimelineLead } from '../../timeline/timelineEvent';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// The leads that a reference means, among those that any of the tenants may see (null tenant: shared).
// Parameters: $1 tenants, $2 the reference, $3 limit.
const sql = (schema: QuotedSchema, by: LeadReference['by']): string => `
  select id, airtable_record_id, first_name, last_name, email
  from ${schema}.leads
  where ${NAMED[by]} and coalesce(tenant_id = any($1::text[]), true)
  order by id
  limit $3::int`;

const NAMED: Readonly<Record<LeadReference['by'], string>> = {
  id: 'id = $2::uuid',
  airtableId: 'airtable_record_id = $2::text',
  email: 'lower(btrim(email)) = $2::text',
};

const rowSchema = z.object({
  id: z.string(),
  airtable_record_id: z.string().nullable(),
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  email: z.string().nullable(),
});

/** @param limit most leads to return; only an email can mean several */
export async function findLeads(
  db: Queryable,
  schema: QuotedSchema,
  { tenants, lead, limit }: { tenants: readonly string[]; lead: LeadReference; limit: number },
): Promise<TimelineLead[]> {
  const { rows } = await db.query(sql(schema, lead.by), [tenants, lead.value, limit]);
  return z
    .array(rowSchema)
    .parse(rows)
    .map((row) => ({
      id: row.id,
      airtableId: row.airtable_record_id,
      firstName: row.first_name,
      lastName: row.last_name,
      email: row.email,
    }));
}
