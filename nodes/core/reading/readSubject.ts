import { ConfigurationError } from '../errors';
import type { QuotedSchema } from '../postgres/identifiers';
import type { Queryable } from '../postgres/queryable';
import { findLeads } from '../postgres/statements/findLeads';
import { findLeadsByText } from '../postgres/statements/findLeadsByText';
import { readTimelineOfLead } from '../postgres/statements/readTimelineOfLead';
import { readTimelineOfValue } from '../postgres/statements/readTimelineOfValue';
import type { TimelineSlice } from '../postgres/statements/timelineSlice';
import { leadKeys } from '../timeline/leadKeys';
import type { LeadLookup } from '../timeline/leadLookup';
import type { TimelinePlan } from '../timeline/planTimeline';
import type { TimelineEvent, TimelineLead } from '../timeline/timelineEvent';
import type { TimelineNotice, TimelinePage } from '../timeline/timelinePage';

/** More leads than this under one email or name are bad data, or too vague a name. */
const MAX_LEADS = 10;

/** Reads the events of a slice, newest first. */
export type ReadSlice = (slice: Omit<TimelineSlice, 'scope'>) => Promise<TimelineEvent[]>;

/** Whose events are read, found once for all that is read of them, in whatever transactions. */
export interface FoundSubject extends Pick<TimelinePage, 'leads' | 'notices'> {
  readonly readFrom: (db: Queryable) => ReadSlice;
}

/**
 * Finds what a timeline is about.
 * @throws ConfigurationError when an email or a name means more than 10 leads
 */
export async function findSubject(
  db: Queryable,
  schema: QuotedSchema,
  { subject, scope }: TimelinePlan,
): Promise<FoundSubject> {
  if (subject.kind !== 'lead') {
    return {
      leads: null,
      notices: [],
      readFrom: (from) => (slice) =>
        readTimelineOfValue(from, schema, { subject, slice: { ...slice, scope } }),
    };
  }
  const { lead } = subject;
  const leads = await leadsOf(db, schema, { lead, tenantId: scope.tenantId });
  if (leads.length > MAX_LEADS) throw tooManyLeads(lead.by);
  const keys = leadKeys(leads, lead);
  return {
    leads,
    notices: noticesAbout(leads, lead),
    readFrom: (from) => (slice) =>
      readTimelineOfLead(from, schema, { keys, slice: { ...slice, scope } }),
  };
}

function leadsOf(
  db: Queryable,
  schema: QuotedSchema,
  { lead, tenantId }: { lead: LeadLookup; tenantId: string },
): Promise<TimelineLead[]> {
  const limit = MAX_LEADS + 1;
  return lead.by === 'name'
    ? findLeadsByText(db, schema, { tenants: [tenantId], text: lead.value, limit })
    : findLeads(db, schema, { tenants: [tenantId], lead, limit });
}

function noticesAbout(leads: readonly TimelineLead[], { by }: LeadLookup): TimelineNotice[] {
  if (leads.length === 0) return [{ code: 'lead_not_found', message: NOT_FOUND[by] }];
  if (leads.length === 1) return [];
  const shared = by === 'name' ? 'have this in their name or email' : 'have this email';
  const message = `${leads.length} leads ${shared}: the events of all of them are shown. Name the lead by UUID to see one.`;
  return [{ code: 'several_leads', message }];
}

const NOT_FOUND: Readonly<Record<LeadLookup['by'], string>> = {
  id: 'No lead has this UUID. Check where the value comes from, and Tenant under Filters.',
  airtableId:
    'No lead has this Airtable record id yet. Events logged under it are shown; they are linked when the lead arrives. If there should be a lead, check the value, and Tenant under Filters.',
  email:
    'No lead has this email yet. Events logged under it are shown; they are linked when the lead arrives. If there should be a lead, check the value, and Tenant under Filters.',
  name: 'No lead has this in its name or email. Check the spelling, and Tenant under Filters.',
};

function tooManyLeads(by: LeadLookup['by']): ConfigurationError {
  const isName = by === 'name';
  return new ConfigurationError({
    message: `More than ${MAX_LEADS} leads have this ${isName ? 'in their name or email' : 'email'}.`,
    hint: isName
      ? 'Enter more of the name, first and last name, or the email; or name the lead by UUID or Airtable record id.'
      : 'Name the lead by UUID or Airtable record id, and merge the leads that are one person.',
    code: 'several_leads',
  });
}
