import { queryTimeline, readWholeTimeline } from '../../core/queryTimeline';
import { listingJson } from '../outputItems';
import { readOutputForm } from '../parameters/readOptions';
import { readTimelineRequest } from '../parameters/readTimelineRequest';
import type { ItemOutcome, ItemRun } from './itemRun';

/** Reads one page of a timeline, or all of it. */
export async function getTimeline({ panel, openParts }: ItemRun): Promise<ItemOutcome> {
  const { request, returnAll } = readTimelineRequest(panel);
  const form = readOutputForm(panel);
  const parts = await openParts();
  const page = returnAll
    ? await readWholeTimeline(request, parts)
    : await queryTimeline(request, parts);
  return { items: listingJson(page, form).map((json) => ({ json })), notices: page.notices };
}
