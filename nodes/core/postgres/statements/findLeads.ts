import type { LeadReference } from '../../activity/activityEvent';
import type { TimelineLead } from '../../timeline/timelineEvent';
import type { QuotedSchema } from '../identifiers';
import type { Queryable } from '../queryable';
import { LEAD_COLUMNS, leadRows } from './leadColumns';

// The leads that a reference means, among those that any of the tenants may see (null tenant: shared).
// Parameters: $1 tenants, $2 the reference, $3 limit.
const sql = (schema: QuotedSchema, by: LeadReference['by']): string => `
  select ${LEAD_COLUMNS}
  from ${schema}.leads
  where ${NAMED[by]} and coalesce(tenant_id = any($1::text[]), true)
  order by id
  limit $3::int`;

const NAMED: Readonly<Record<LeadReference['by'], string>> = {
  id: 'id = $2::uuid',
  airtableId: 'airtable_record_id = $2::text',
  email: 'lower(btrim(email)) = $2::text',
};

/** @param limit most leads to return; only an email can mean several */
export async function findLeads(
  db: Queryable,
  schema: QuotedSchema,
  { tenants, lead, limit }: { tenants: readonly string[]; lead: LeadReference; limit: number },
): Promise<TimelineLead[]> {
  const { rows } = await db.query(sql(schema, lead.by), [tenants, lead.value, limit]);
  return leadRows.parse(rows);
}
