import type { ReadParts } from '../../core/reading/readTransaction';
import { searchEvents, walkSearch } from '../../core/searchEvents';
import type { SearchPage } from '../../core/timeline/searchPage';
import type { SearchRequest } from '../../core/timeline/searchRequest';
import type { TimelineEvent } from '../../core/timeline/timelineEvent';
import { listingJson } from '../outputItems';
import { readOutputForm } from '../parameters/readOptions';
import { readSearchRequest } from '../parameters/readSearchRequest';
import type { ItemOutcome, ItemRun } from './itemRun';

/** Reads one page of a search, or all of it. */
export async function search({ panel, openParts }: ItemRun): Promise<ItemOutcome> {
  const { request, returnAll } = readSearchRequest(panel);
  const form = readOutputForm(panel);
  const parts = await openParts();
  const page = returnAll ? await searchAll(request, parts) : await searchEvents(request, parts);
  return { items: listingJson(page, form).map((json) => ({ json })), notices: page.notices };
}

/** All pages as one; walkSearch ends early when the execution is cancelled. */
async function searchAll(request: SearchRequest, parts: ReadParts): Promise<SearchPage> {
  const events: TimelineEvent[] = [];
  let first: SearchPage | undefined;
  let nextCursor: string | null = null;
  for await (const page of walkSearch(request, parts)) {
    first ??= page;
    nextCursor = page.nextCursor;
    for (const event of page.events) events.push(event);
  }
  const { total = null, notices = [] } = first ?? {};
  return { events, nextCursor, previousCursor: null, total, notices };
}
