import { addLead, addTemplate, type CrmLead, type FiledLead } from '../crm';
import type { AirtableServer } from '../services/airtableServer';

const CAMPAIGN = 'ai_webinar';
const BODY = 'Hi {first_name}, your seat in the webinar is kept. Questions? Just reply.';
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

const lead = (number: number, firstName: string, lastName: string): CrmLead => ({
  id: `2d7c5b0a-6f13-4c8e-9a42-1e0b7f3d5a0${number}`,
  firstName,
  lastName,
  email: `${firstName.toLowerCase()}@example.com`,
  phone: `408555010${number}`,
});

/** Whose journey the stand plays. */
export const MARIA = lead(1, 'Maria', 'Lopez');
/** Left for whoever tries the templates. */
export const PAUL = lead(2, 'Paul', 'Okafor');
export const INES = lead(3, 'Ines', 'Moreau');

/** The leads as Airtable has them. */
export interface JourneyLeads {
  readonly maria: FiledLead;
  readonly paul: FiledLead;
  readonly ines: FiledLead;
}

/**
 * Writes the campaign and its leads into Airtable; nobody's message is due. An Airtable that begins anew
 * gives them the same record ids again.
 */
export function fileLeads(airtable: AirtableServer): JourneyLeads {
  addTemplate(airtable, { campaign: CAMPAIGN, step: 1, body: BODY });
  const file = (one: CrmLead): FiledLead =>
    addLead(airtable, one, { campaign: CAMPAIGN, dueAt: new Date(Date.now() + YEAR_MS) });
  return { maria: file(MARIA), paul: file(PAUL), ines: file(INES) };
}
