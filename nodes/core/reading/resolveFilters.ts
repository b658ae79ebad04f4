import type { LeadReference } from '../activity/activityEvent';
import type { QuotedSchema } from '../postgres/identifiers';
import type { Queryable } from '../postgres/queryable';
import { findLeadsByText } from '../postgres/statements/findLeadsByText';
import { findLeads } from '../postgres/statements/findLeads';
import { hasSearchableWords } from '../postgres/statements/hasSearchableWords';
import { listEventTypes } from '../postgres/statements/listEventTypes';
import {
  checkFilterNames,
  FILTERS_OR_QUERY,
  needsRegisteredTypes,
} from '../timeline/checkFilterNames';
import type { EventFilters, EventScope, LeadKeys } from '../timeline/eventFilters';
import { leadKeys } from '../timeline/leadKeys';
import type { LeadLookup } from '../timeline/leadLookup';
import type { TimelineLead } from '../timeline/timelineEvent';
import type { TimelineNotice } from '../timeline/timelinePage';

/** Leads that one search follows; each costs a look into the index of every month. */
const MAX_LEADS = 10_000;

/** What a statement can use, and what the reader should know about it. */
export interface ResolvedFilters {
  readonly scope: EventScope;
  readonly notices: TimelineNotice[];
}

/**
 * Asks the directory which leads the filters mean. Leads of tenants that the filters do not name
 * are not found. A lead that is not there is no error: the scope then holds what its reference
 * alone finds. With several tenants a lead's keys hold for the events of each of them.
 * @throws ConfigurationError for a type or category that nothing was ever logged under
 */
export async function resolveFilters(
  db: Queryable,
  schema: QuotedSchema,
  filters: EventFilters,
): Promise<ResolvedFilters> {
  const { lead, ...rest } = filters;
  if (needsRegisteredTypes(filters)) {
    checkFilterNames(filters, await listEventTypes(db, schema), FILTERS_OR_QUERY);
  }
  const named = await leadsNamed(db, schema, filters);
  const byText = await leadsInText(db, schema, filters);
  const wanted = filters.text?.wanted ?? null;
  const isSearchable = wanted === null || (await hasSearchableWords(db, wanted));
  return {
    scope: { ...rest, leadKeys: named.keys, textLeadIds: byText.leads.map(({ id }) => id) },
    notices: [...named.notices, ...byText.notices, ...(isSearchable ? [] : [ONLY_STOP_WORDS])],
  };
}

interface NamedLeads {
  readonly keys: LeadKeys | null;
  readonly notices: readonly TimelineNotice[];
}

async function leadsNamed(
  db: Queryable,
  schema: QuotedSchema,
  { lead, tenants }: EventFilters,
): Promise<NamedLeads> {
  if (lead === null) return { keys: null, notices: [] };
  if (lead.by === 'name') {
    const { leads, notices } = await leadsWith(db, schema, { tenants, text: lead.value });
    return { keys: leadKeys(leads), notices: leads.length === 0 ? [notFound('name')] : notices };
  }
  const leads = await findLeads(db, schema, { tenants, lead, limit: MAX_LEADS + 1 });
  return { keys: leadKeys(leads, lead), notices: noticesAbout(leads.length, lead) };
}

interface SomeLeads {
  readonly leads: readonly TimelineLead[];
  readonly notices: readonly TimelineNotice[];
}

async function leadsInText(
  db: Queryable,
  schema: QuotedSchema,
  { text, tenants }: EventFilters,
): Promise<SomeLeads> {
  const words = text?.leadText ?? null;
  return words === null
    ? { leads: [], notices: [] }
    : leadsWith(db, schema, { tenants, text: words });
}

async function leadsWith(
  db: Queryable,
  schema: QuotedSchema,
  query: { tenants: readonly string[]; text: string },
): Promise<SomeLeads> {
  const found = await findLeadsByText(db, schema, { ...query, limit: MAX_LEADS + 1 });
  if (found.length <= MAX_LEADS) return { leads: found, notices: [] };
  return { leads: found.slice(0, MAX_LEADS), notices: [TOO_MANY_LEADS] };
}

function noticesAbout(count: number, { by }: LeadReference): TimelineNotice[] {
  if (count === 0) return [notFound(by)];
  if (count === 1) return [];
  const message = `${count} leads have this email: the events of all of them are found. Name the lead by UUID to see one.`;
  return [{ code: 'several_leads', message }];
}

const NOT_FOUND: Readonly<Record<LeadLookup['by'], string>> = {
  id: 'No lead has this UUID. Check where the value comes from, and Tenants.',
  airtableId:
    'No lead has this Airtable record id yet. Events logged under it are found; they are linked when the lead arrives.',
  email:
    'No lead has this email yet. Events logged under it are found; they are linked when the lead arrives.',
  name: 'No lead has this in its name or email. Check the spelling, and Tenants.',
};

function notFound(by: LeadLookup['by']): TimelineNotice {
  return { code: 'lead_not_found', message: NOT_FOUND[by] };
}

const TOO_MANY_LEADS: TimelineNotice = {
  code: 'too_many_leads',
  message: `More than ${MAX_LEADS} leads have the text in their name or email. Only events of the ${MAX_LEADS} most recently active are found by it; those of the other leads are left out unless their own text matches. Add more of the name, or the email.`,
};

const ONLY_STOP_WORDS: TimelineNotice = {
  code: 'only_stop_words',
  message:
    'The words looked for are so frequent (such as "the" or "will") that texts of events are not searched for them; only names and emails of leads are. Add a word that says more.',
};
