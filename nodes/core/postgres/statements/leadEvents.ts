import type { QuotedSchema } from '../identifiers';

/** What is read, and what each row is marked with: an expression over `e`, the log. */
export interface LeadEventsParts {
  readonly where: string;
  readonly mark: string;
}

/**
 * A query for events with whom they are about: `lead` (an id) or, as long as there is none,
 * `reference`; then `mark` and `id`. An event that is not linked yet goes by the lead to which
 * link_leads would link it, so that a lead counts once before and after; one that names nobody is
 * left out. Linked events are read from the index by type alone.
 */
export const leadEvents = (schema: QuotedSchema, { where, mark }: LeadEventsParts): string => `
    select e.lead_id as lead, null::text as reference, ${mark} as mark, e.id
    from ${schema}.lead_activity_log e
    where ${where}
      and e.lead_id is not null
    union all
    select l.id, case when l.id is null then 'airtable ' || e.lead_airtable_id end, ${mark}, e.id
    from ${schema}.lead_activity_log e
    left join ${schema}.leads l
      on l.airtable_record_id = e.lead_airtable_id
      and (l.tenant_id is null or l.tenant_id = e.tenant_id collate "C")
    where ${where}
      and e.lead_id is null and e.lead_airtable_id is not null
    union all
    select l.id, case when l.id is null then 'email ' || e.lead_email end, ${mark}, e.id
    from ${schema}.lead_activity_log e
    cross join lateral (
      select case when count(*) = 1 then (array_agg(l.id))[1] end as id
      from ${schema}.leads l
      where lower(btrim(l.email)) = e.lead_email
        and (l.tenant_id is null or l.tenant_id = e.tenant_id collate "C")
    ) l
    where ${where}
      and e.lead_id is null and e.lead_airtable_id is null and e.lead_email is not null`;
