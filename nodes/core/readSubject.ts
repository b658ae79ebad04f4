import type { LeadReference } from './activity/activityEvent';
import { ConfigurationError } from './errors';
import type { QuotedSchema } from './postgres/identifiers';
import type { Queryable } from './postgres/queryable';
import { findLeads } from './postgres/statements/findLeads';
import { readTimelineOfEntity } from './postgres/statements/readTimelineOfEntity';
import { readTimelineOfExecution } from './postgres/statements/readTimelineOfExecution';
import { type LeadKeys, readTimelineOfLead } from './postgres/statements/readTimelineOfLead';
import { readTimelineOfUser } from './postgres/statements/readTimelineOfUser';
import type { TimelinePlan } from './timeline/planTimeline';
import type { TimelineLead } from './timeline/timelineEvent';
import type { TimelineNotice, TimelinePage } from './timeline/timelinePage';

/** More leads than this under one email are bad data, not a household. */
const MAX_LEADS = 10;

/** The ids of a page and one more, if there are more, and whom they are about. */
export interface SubjectReading extends Pick<TimelinePage, 'leads' | 'notices'> {
  readonly ids: readonly string[];
}

/**
 * Reads the ids of a plan's next page: newest first, at most `limit` + 1.
 * @throws ConfigurationError when an email belongs to more than 10 leads
 */
export async function readSubject(
  db: Queryable,
  schema: QuotedSchema,
  plan: TimelinePlan,
): Promise<SubjectReading> {
  const { subject, bounds } = plan;
  const limit = plan.limit + 1;
  const none = { leads: null, notices: [] };
  switch (subject.kind) {
    case 'lead':
      return readLead(db, schema, { plan, lead: subject.lead });
    case 'entity': {
      const query = { entityId: subject.value, bounds, limit };
      return { ...none, ids: await readTimelineOfEntity(db, schema, query) };
    }
    case 'user': {
      const query = { userId: subject.value, bounds, limit };
      return { ...none, ids: await readTimelineOfUser(db, schema, query) };
    }
    case 'execution': {
      const query = { executionId: subject.value, bounds, limit };
      return { ...none, ids: await readTimelineOfExecution(db, schema, query) };
    }
  }
}

async function readLead(
  db: Queryable,
  schema: QuotedSchema,
  { plan, lead }: { plan: TimelinePlan; lead: LeadReference },
): Promise<SubjectReading> {
  const { bounds } = plan;
  const query = { tenantId: bounds.tenantId, lead, limit: MAX_LEADS + 1 };
  const leads = await findLeads(db, schema, query);
  if (leads.length > MAX_LEADS) throw tooManyLeads();
  const keys = keysOf(leads, lead);
  const ids = await readTimelineOfLead(db, schema, { keys, bounds, limit: plan.limit + 1 });
  return { ids, leads, notices: noticesAbout(leads, lead) };
}

/** A lead that is not there yet may have events under the reference itself. */
function keysOf(leads: readonly TimelineLead[], lead: LeadReference): LeadKeys {
  const airtableIds = leads.map((found) => found.airtableId ?? '');
  const emails = leads.map((found) => found.email?.trim().toLowerCase() ?? '');
  if (lead.by === 'airtableId') airtableIds.push(lead.value);
  if (lead.by === 'email') emails.push(lead.value);
  return {
    leadIds: leads.map((found) => found.id),
    airtableIds: distinctTexts(airtableIds),
    emails: distinctTexts(emails),
  };
}

function distinctTexts(texts: readonly string[]): string[] {
  return [...new Set(texts)].filter((text) => text !== '');
}

function noticesAbout(leads: readonly TimelineLead[], lead: LeadReference): TimelineNotice[] {
  if (leads.length === 0) return [{ code: 'lead_not_found', message: NOT_FOUND[lead.by] }];
  if (leads.length === 1) return [];
  const message = `${leads.length} leads have this email: the events of all of them are shown. Name the lead by UUID to see one.`;
  return [{ code: 'several_leads', message }];
}

const NOT_FOUND: Readonly<Record<LeadReference['by'], string>> = {
  id: 'No lead has this UUID. Check where the value comes from, and Tenant under Filters.',
  airtableId:
    'No lead has this Airtable record id yet. Events logged under it are shown; they are linked when the lead arrives. If there should be a lead, check the value, and Tenant under Filters.',
  email:
    'No lead has this email yet. Events logged under it are shown; they are linked when the lead arrives. If there should be a lead, check the value, and Tenant under Filters.',
};

function tooManyLeads(): ConfigurationError {
  return new ConfigurationError({
    message: `More than ${MAX_LEADS} leads have this email.`,
    hint: 'Name the lead by UUID or Airtable record id, and merge the leads that are one person.',
    code: 'several_leads',
  });
}
