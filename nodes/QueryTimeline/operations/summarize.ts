import { summarizeEvents } from '../../core/summarizeEvents';
import { noticesJson } from '../outputItems';
import { readSummaryRequest } from '../parameters/readSummaryRequest';
import type { ItemOutcome, ItemRun } from './itemRun';

/** Counts what the filters let through. */
export async function summarize({ panel, openParts }: ItemRun): Promise<ItemOutcome> {
  const request = readSummaryRequest(panel);
  const { notices, answered, dropOff, ...counts } = await summarizeEvents(
    request,
    await openParts(),
  );
  const json = {
    ...counts,
    ...(answered === null ? {} : { answered }),
    ...(dropOff === null ? {} : { dropOff }),
    ...noticesJson(notices),
  };
  return { items: [{ json }], notices };
}
