import { z } from 'zod';
import type { LeadReference } from '../../activity/activityEvent';
import type { TimelineLead } from '../../timeline/timelineEvent';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';

// The leads that a reference means, among those that the tenant may see (null tenant: shared).
// Parameters: $1 tenant, $2 lead id or null, $3 Airtable record id or null, $4 email or null, $5 limit.
const sql = (schema: QuotedSchema): string => `
  select id, airtable_record_id, first_name, last_name, email
  from (
    select * from ${schema}.leads where id = $2::uuid
    union all
    select * from ${schema}.leads where airtable_record_id = $3::text
    union all
    select * from ${schema}.leads where lower(btrim(email)) = $4::text
  ) found
  where coalesce(tenant_id, $1::text) = $1::text
  order by id
  limit $5::int`;

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
  { tenantId, lead, limit }: { tenantId: string; lead: LeadReference; limit: number },
): Promise<TimelineLead[]> {
  const valueIf = (by: LeadReference['by']): string | null => (lead.by === by ? lead.value : null);
  const values = [tenantId, valueIf('id'), valueIf('airtableId'), valueIf('email'), limit];
  const { rows } = await db.query(sql(schema), values);
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
