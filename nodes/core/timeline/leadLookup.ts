import type { LeadReference } from '../activity/activityEvent';
import { LONGEST_EMAIL, readLead } from '../activity/readLead';
import { isUuid } from '../activity/readUuid';
import { ConfigurationError, InvalidEventError } from '../errors';
import { invalidParameter, requireText } from './invalidParameter';
import type { LeadBy } from './timelineRequest';

/** How a lead is looked up: by a reference, or by words that its name and email hold. */
export type LeadLookup = LeadReference | { readonly by: 'name'; readonly value: string };

/** The parameter as the panel shows it. */
const PARAMETER = 'Lead';

/**
 * Brings a lead reference into the form in which it is stored. The forms are those under which
 * events are logged, so a reference that is refused here cannot have events.
 * @throws ConfigurationError when it is empty or does not have the form of its kind
 */
export function leadLookup(by: LeadBy, value: string): LeadLookup {
  const text = requireText(value, PARAMETER, LONGEST_EMAIL);
  if (by === 'name') return { by, value: text };
  const kind = by === 'any' ? kindOf(text) : by;
  try {
    return readLead({ by: kind, value: text }) ?? { by: kind, value: text };
  } catch (error) {
    throw error instanceof InvalidEventError ? asConfiguration(error) : error;
  }
}

function kindOf(text: string): LeadReference['by'] {
  if (isUuid(text)) return 'id';
  if (text.includes('@')) return 'email';
  if (text.startsWith('rec')) return 'airtableId';
  throw invalidParameter(
    `The parameter ${PARAMETER} is neither a UUID nor an Airtable record id nor an email.`,
    `Enter ${PARAMETER} as one of the three, e.g. recA1b2C3d4E5f6G7 or john@example.com, or find the lead by its name.`,
  );
}

/** The event is not at fault here, the parameter is. */
function asConfiguration({ message, detail, hint }: InvalidEventError): ConfigurationError {
  return new ConfigurationError({
    message,
    ...(detail === undefined ? {} : { detail }),
    ...(hint === undefined ? {} : { hint }),
    code: 'invalid_parameter',
  });
}
