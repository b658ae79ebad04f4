import { isEmail, LONGEST_EMAIL, readLead } from '../activity/readLead';
import { isUuid } from '../activity/readUuid';
import { requireText } from './invalidParameter';
import type { LeadLookup } from './leadLookup';

/** With a digit or a capital, as Airtable makes them; "Recker" and "record" are words. */
const AIRTABLE_ID = /^rec(?=.*[A-Z0-9])[A-Za-z0-9]{3,}$/;

/**
 * Tells by its form what names a lead: a UUID, an Airtable record id or a whole email is a
 * reference, all else is a part of a name or email.
 * @throws ConfigurationError naming `parameter` when it is too long or never stored
 */
export function leadFilter(value: string, parameter: string): LeadLookup {
  const text = requireText(value, parameter, LONGEST_EMAIL);
  const by = formOf(text);
  const lead = by === null ? null : readLead({ by, value: text });
  return lead ?? { by: 'name', value: text };
}

function formOf(text: string): 'id' | 'airtableId' | 'email' | null {
  if (isUuid(text)) return 'id';
  if (AIRTABLE_ID.test(text)) return text.length > 255 ? null : 'airtableId';
  return isEmail(text) ? 'email' : null;
}
