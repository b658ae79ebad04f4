import type { LeadKeys } from './eventFilters';
import type { LeadLookup } from './leadLookup';
import type { TimelineLead } from './timelineEvent';

/**
 * What events of leads may be stored under. A lead that is not there yet may have events under
 * the reference itself.
 * @param reference what the leads were looked up by; absent: by a text
 */
export function leadKeys(leads: readonly TimelineLead[], reference?: LeadLookup): LeadKeys {
  const airtableIds = leads.map((lead) => lead.airtableId ?? '');
  const emails = leads.map((lead) => lead.email?.trim().toLowerCase() ?? '');
  if (reference?.by === 'airtableId') airtableIds.push(reference.value);
  if (reference?.by === 'email') emails.push(reference.value);
  return {
    leadIds: leads.map((lead) => lead.id),
    airtableIds: distinctTexts(airtableIds),
    emails: distinctTexts(emails),
  };
}

function distinctTexts(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter((text) => text !== '');
}
