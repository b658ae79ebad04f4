import { getEvent } from '../../core/getEvent';
import { listingJson } from '../outputItems';
import { readEventRequest } from '../parameters/readEventRequest';
import { readOutputForm } from '../parameters/readOptions';
import type { ItemOutcome, ItemRun } from './itemRun';

/** Reads one event; one that is not there gives a notice. */
export async function get({ panel, openParts }: ItemRun): Promise<ItemOutcome> {
  const request = readEventRequest(panel);
  const form = readOutputForm(panel);
  const { event, notices } = await getEvent(request, await openParts());
  const events = event === null ? [] : [event];
  const listing = { events, nextCursor: null, previousCursor: null, notices };
  return { items: listingJson(listing, form).map((json) => ({ json })), notices };
}
