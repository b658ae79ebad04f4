import { readLead } from '../activity/readLead';
import type { LeadFilter } from './eventFilters';
import { requireText } from './invalidParameter';

/** No reference is longer than an email (RFC 5321: 64 + @ + 255), and no name is worth more. */
const MAX_LEAD = 320;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** With a digit or a capital, as Airtable makes them; "Recker" and "record" are words. */
const AIRTABLE_ID = /^rec(?=.*[A-Z0-9])[A-Za-z0-9]{3,}$/;
const WHOLE_EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;

/**
 * Tells by its form what names a lead: a UUID, an Airtable record id or a whole email is a
 * reference, all else is a part of a name or email.
 * @throws ConfigurationError naming `parameter` when it is too long or never stored
 */
export function leadFilter(value: string, parameter: string): LeadFilter {
  const text = requireText(value, parameter, MAX_LEAD);
  const by = formOf(text);
  const lead = by === null ? null : readLead({ by, value: text });
  return lead === null ? { by: 'text', text } : { by: 'reference', lead };
}

function formOf(text: string): 'id' | 'airtableId' | 'email' | null {
  if (UUID.test(text)) return 'id';
  if (AIRTABLE_ID.test(text)) return text.length > 255 ? null : 'airtableId';
  return WHOLE_EMAIL.test(text) ? 'email' : null;
}
