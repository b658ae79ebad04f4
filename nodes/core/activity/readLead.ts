import { InvalidEventError } from '../errors';
import type { LeadReference } from './activityEvent';
import { invalidField } from './invalidField';
import { isAbsent, readTrimmed } from './readText';
import { readUuid } from './readUuid';

const FIELD = 'Lead';
const AIRTABLE_ID = /^rec[A-Za-z0-9]{3,}$/;
const EMAIL = /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/;
/** Characters of an email, the longest of all references to a lead (RFC 5321: 64, the @, 255). */
export const LONGEST_EMAIL = 320;

/** Whether a text has the form of one whole email address. */
export function isEmail(text: string): boolean {
  return EMAIL.test(text);
}

function readAirtableId(given: unknown): string | null {
  const text = readTrimmed(FIELD, given, 255);
  if (text === null || AIRTABLE_ID.test(text)) return text;
  const hint = 'Give the record id as Airtable shows it: "rec", then letters and digits.';
  throw invalidField({ field: FIELD, expected: 'an Airtable record id', hint }, text);
}

function readEmail(given: unknown): string | null {
  const text = readTrimmed(FIELD, given, LONGEST_EMAIL)?.toLowerCase() ?? null;
  if (text === null || isEmail(text)) return text;
  const hint =
    'Give one address of the form name@example.com, or choose another way to name the lead.';
  throw invalidField({ field: FIELD, expected: 'an email address', hint }, text);
}

function missingLead(): InvalidEventError {
  return new InvalidEventError(FIELD, {
    message: 'Lead is empty, but a way to name the lead is chosen.',
    hint: 'Check the expression of Lead, or choose None for events without a lead.',
    code: 'invalid_event',
  });
}

function present(value: string | null): string {
  if (value === null) throw missingLead();
  return value;
}

/**
 * Reads `{ by, value }`; `by: 'none'` and an absent reference give null.
 * @throws InvalidEventError for a form that does not fit `by`, or an empty value
 */
export function readLead(given: unknown): LeadReference | null {
  if (isAbsent(given)) return null;
  const { by, value } = Object(given) as { by?: unknown; value?: unknown };
  switch (by) {
    case 'none':
      return null;
    case 'id':
      return { by, value: present(readUuid(FIELD, value)) };
    case 'airtableId':
      return { by, value: present(readAirtableId(value)) };
    case 'email':
      return { by, value: present(readEmail(value)) };
    default:
      throw invalidField(
        {
          field: FIELD,
          expected: 'named by Airtable record id, UUID or email, or not at all',
          hint: 'Choose how the lead is named: id, airtableId, email or none.',
        },
        by,
      );
  }
}
