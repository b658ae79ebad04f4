import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { type TimelineEventView, viewEvent } from '../core/timeline/timelineEvent';
import type { TimelinePage } from '../core/timeline/timelinePage';

/** How a timeline leaves the node. */
export interface OutputForm {
  readonly output: 'itemPerEvent' | 'timeline';
  readonly simplify: boolean;
  readonly itemIndex: number;
}

/** The items that one timeline leads to. */
export function timelineItems(page: TimelinePage, form: OutputForm): INodeExecutionData[] {
  const events = page.events.map((event) => viewEvent(event, form.simplify));
  const pairedItem = { item: form.itemIndex };
  switch (form.output) {
    case 'timeline':
      return [{ json: timelineJson(page, events), pairedItem }];
    case 'itemPerEvent':
      return events.map((event, i) => {
        const isLast = i === events.length - 1;
        const { nextCursor } = page;
        const json = isLast && nextCursor !== null ? { ...event, nextCursor } : event;
        return { json: json as unknown as IDataObject, pairedItem };
      });
  }
}

/** One object for a whole timeline; leads only where the subject is a lead. */
function timelineJson(page: TimelinePage, timeline: readonly TimelineEventView[]): IDataObject {
  const json = {
    timeline,
    count: timeline.length,
    nextCursor: page.nextCursor,
    ...(page.leads === null ? {} : { leads: page.leads }),
    ...(page.notices.length === 0 ? {} : { notices: page.notices.map(({ message }) => message) }),
  };
  return json;
}
