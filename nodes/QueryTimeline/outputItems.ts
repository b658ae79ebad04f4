import type { IDataObject } from 'n8n-workflow';
import type { SearchPage, Total } from '../core/timeline/searchPage';
import { viewEvent } from '../core/timeline/timelineEvent';
import type { TimelineNotice, TimelinePage } from '../core/timeline/timelinePage';
import { timelineText } from '../core/timeline/timelineText';

export const OUTPUTS = ['itemPerEvent', 'timeline', 'text'] as const;

/** How events leave the node. */
export interface OutputForm {
  readonly output: (typeof OUTPUTS)[number];
  readonly simplify: boolean;
  /** Of a text. */
  readonly maxCharacters: number;
  /** IANA name: in which a text shows times. */
  readonly timeZone: string;
}

/** Events of whatever operation: only a search has a total, only a timeline of a lead has leads. */
export interface Listing extends Omit<SearchPage, 'total'> {
  readonly total?: Total | null;
  readonly leads?: TimelinePage['leads'];
}

/** What the items for these events hold. */
export function listingJson(listing: Listing, form: OutputForm): IDataObject[] {
  switch (form.output) {
    case 'text':
      return [textJson(listing, form)];
    case 'timeline':
      return [timelineJson(listing, form.simplify)];
    case 'itemPerEvent':
      return eventJsons(listing, form.simplify);
  }
}

/** Each cursor stands where its page begins: before the first event, after the last. */
function eventJsons(
  { events, nextCursor, previousCursor }: Listing,
  simplify: boolean,
): IDataObject[] {
  return events.map((event, i) => {
    const isFirst = i === 0;
    const isLast = i === events.length - 1;
    const json = {
      ...viewEvent(event, simplify),
      ...(isFirst && previousCursor !== null ? { previousCursor } : {}),
      ...(isLast && nextCursor !== null ? { nextCursor } : {}),
    };
    return json;
  });
}

/** One object for all events; a total or leads only where there are such. */
function timelineJson(listing: Listing, simplify: boolean): IDataObject {
  const { events, nextCursor, previousCursor, leads = null, total = null, notices } = listing;
  return {
    timeline: events.map((event) => viewEvent(event, simplify)),
    count: events.length,
    ...(total === null ? {} : { total: { ...total } }),
    ...{ nextCursor, previousCursor },
    ...(leads === null ? {} : { leads }),
    ...noticesJson(notices),
  };
}

/** What to know, in words; no key where there is nothing. */
export function noticesJson(notices: readonly TimelineNotice[]): { notices?: string[] } {
  return notices.length === 0 ? {} : { notices: notices.map(({ message }) => message) };
}

/** A text that leaves events out has no cursor on: it would lead past them. */
function textJson({ leads = null, total = null, ...page }: Listing, form: OutputForm): IDataObject {
  const { nextCursor, previousCursor } = page;
  const { text, leftOut } = timelineText({ ...page, leads, total }, form);
  return { text, ...(leftOut > 0 ? {} : { nextCursor }), previousCursor };
}
