import { listLeadsInOrder, type SortedLead } from '../postgres/statements/listLeadsInOrder';
import { searchEventsOfLeads } from '../postgres/statements/searchEventsOfLeads';
import { searchByTime, type SearchSource } from './searchByTime';
import type { EventScope } from '../timeline/eventFilters';
import type { Reading, SearchHit } from '../timeline/searchOrder';

/** Leads that are looked at together, first and at most: a page is often full after a few. */
const FIRST_LEADS = 10;
const MOST_LEADS = 640;

/** Reads events lead by lead, as far as the page goes; then, or before, those without a lead. */
export async function searchByLead(
  source: SearchSource,
  scope: EventScope,
  reading: Reading,
): Promise<SearchHit[]> {
  const { after, leadlessFirst } = reading;
  const sections = leadlessFirst ? [leadless, ofLeads] : [ofLeads, leadless];
  const begun = after === null ? sections[0] : after.value === null ? leadless : ofLeads;
  const hits: SearchHit[] = [];
  for (const section of sections.slice(sections.findIndex((each) => each === begun))) {
    const limit = reading.limit - hits.length;
    const place = section === begun ? after : null;
    if (limit > 0)
      hits.push(...(await section(source, scope, { ...reading, after: place, limit })));
  }
  return hits;
}

async function leadless(
  source: SearchSource,
  scope: EventScope,
  { after, times, limit }: Reading,
): Promise<SearchHit[]> {
  const events = await searchByTime(source, { scope, after, times, leadless: true, limit });
  return events.map((event) => ({ event, value: null }));
}

async function ofLeads(
  source: SearchSource,
  scope: EventScope,
  reading: Reading,
): Promise<SearchHit[]> {
  const { db, schema } = source;
  const hits: SearchHit[] = [];
  for await (const leads of leadsInOrder(source, scope, reading)) {
    const limit = reading.limit - hits.length;
    const query = { scope, leads, reading: { ...reading, limit } };
    hits.push(...(await searchEventsOfLeads(db, schema, query)));
    if (hits.length >= reading.limit) break;
  }
  return hits;
}

async function* leadsInOrder(
  { db, schema }: SearchSource,
  { tenants, leadKeys }: EventScope,
  { after, values }: Reading,
): AsyncGenerator<SortedLead[], void, void> {
  let from = after?.value == null ? null : { key: after.value, inclusive: true };
  let limit = FIRST_LEADS;
  let last: SortedLead | undefined;
  do {
    const query = { tenants, ids: leadKeys?.leadIds ?? null, direction: values, from, limit };
    const leads = await listLeadsInOrder(db, schema, query);
    if (leads.length > 0) yield leads;
    last = leads.length < limit ? undefined : leads.at(-1);
    if (last !== undefined) from = { key: last.sort_key, inclusive: false };
    limit = Math.min(limit * 2, MOST_LEADS);
  } while (last !== undefined);
}
