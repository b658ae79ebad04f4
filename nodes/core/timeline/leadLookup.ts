import type { LeadReference } from '../activity/activityEvent';
import { readLead } from '../activity/readLead';
import { ConfigurationError, InvalidEventError } from '../errors';
import { requireText } from './invalidParameter';
import { leadFilter } from './leadFilter';
import type { LeadBy } from './timelineRequest';

/** How a lead is looked up: by a reference, or by words that its name and email hold. */
export type LeadLookup = LeadReference | { readonly by: 'name'; readonly value: string };

/** The parameter as the panel shows it. */
const PARAMETER = 'Lead';
/** No form of a lead reference is longer than an email (RFC 5321: 64 + @ + 255). */
const MAX_REFERENCE = 320;

/**
 * Brings a lead reference into the form in which it is stored. The forms are those under which
 * events are logged, so a reference that is refused here cannot have events.
 * @throws ConfigurationError when it is empty or does not have the form of its kind
 */
export function leadLookup(by: LeadBy, value: string): LeadLookup {
  const text = requireText(value, PARAMETER, MAX_REFERENCE);
  if (by === 'name') return { by, value: text };
  if (by === 'any') {
    const filter = leadFilter(text, PARAMETER);
    return filter.by === 'reference' ? filter.lead : { by: 'name', value: filter.text };
  }
  try {
    return readLead({ by, value: text }) ?? { by, value: text };
  } catch (error) {
    throw error instanceof InvalidEventError ? asConfiguration(error) : error;
  }
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
