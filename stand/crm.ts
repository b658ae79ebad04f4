import {
  LEAD_COLUMNS as LEAD,
  LEAD_STATUS,
  TABLES,
  TEMPLATE_COLUMNS as TEMPLATE,
} from '../workflows/definitions/leadTable';
import { ACTIVITY_DATABASE } from './activityDatabase';
import type { EmbeddedServer } from './embeddedPostgres';
import type { AirtableServer } from './services/airtableServer';

const SECOND_MS = 1000;

/** A lead as the CRM in Airtable has it. */
export interface CrmLead {
  /** In PostgreSQL. */
  readonly id: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** Ten digits. */
  readonly phone: string;
}

/** A lead that is in Airtable. */
export interface FiledLead extends CrmLead {
  readonly airtableId: string;
}

/** Writes the text of a campaign's message into Airtable. */
export function addTemplate(
  airtable: AirtableServer,
  template: { readonly campaign: string; readonly step: number; readonly body: string },
): void {
  airtable.table(TABLES.templates).add({
    [TEMPLATE.campaign]: template.campaign,
    [TEMPLATE.step]: template.step,
    [TEMPLATE.body]: template.body,
  });
}

/** Writes a lead into Airtable whose first message of the campaign is due at that time. */
export function addLead(
  airtable: AirtableServer,
  lead: CrmLead,
  { campaign, dueAt }: { readonly campaign: string; readonly dueAt: Date },
): FiledLead {
  const { id } = airtable.table(TABLES.leads).add({
    [LEAD.firstName]: lead.firstName,
    [LEAD.lastName]: lead.lastName,
    [LEAD.email]: lead.email,
    [LEAD.phone]: lead.phone,
    [LEAD.campaign]: campaign,
    [LEAD.step]: 1,
    [LEAD.status]: LEAD_STATUS.active,
    [LEAD.nextAt]: dueAt.toISOString(),
  });
  return { ...lead, airtableId: id };
}

/** Writes a lead into Airtable whose first message of the campaign is due by now. */
export function addDueLead(airtable: AirtableServer, lead: CrmLead, campaign: string): FiledLead {
  return addLead(airtable, lead, { campaign, dueAt: new Date(Date.now() - SECOND_MS) });
}

/** Brings a lead's next message forward to now. */
export function makeDue(airtable: AirtableServer, { airtableId }: FiledLead): void {
  const table = airtable.table(TABLES.leads);
  const record = table.find(airtableId);
  if (record === undefined) throw new Error(`Airtable has no lead ${airtableId}.`);
  table.edit(record, { [LEAD.nextAt]: new Date(Date.now() - SECOND_MS).toISOString() });
}

/** Brings leads into PostgreSQL, as a sync from Airtable would. */
export async function syncLeads(
  server: EmbeddedServer,
  leads: readonly FiledLead[],
): Promise<void> {
  await server.query(
    ACTIVITY_DATABASE,
    `insert into leads (id, airtable_record_id, first_name, last_name, email, phone)
     select * from jsonb_to_recordset($1::jsonb) as one
       (id uuid, "airtableId" text, "firstName" text, "lastName" text, email text, phone text)
     on conflict (id) do nothing`,
    [JSON.stringify(leads)],
  );
}
