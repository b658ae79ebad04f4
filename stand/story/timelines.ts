import { isDeepStrictEqual } from 'node:util';
import axios, { type AxiosResponse } from 'axios';
import type { Stand } from '../stand';
import { HEADER_NAME } from '../standCredentials';
import type { StoryLead } from './leads';
import type { IssuedRecord } from './records';

/** An event as the timeline workflow gives it, as far as the story reads it. */
export interface TimelineEvent {
  readonly timestamp: string;
  readonly eventType: string;
  readonly category: string;
  readonly description: string;
  readonly message: string | null;
  readonly metadata: unknown;
  readonly source: string;
}

interface TimelinePage {
  readonly timeline: readonly TimelineEvent[];
  readonly nextCursor: string | null;
}

/** Small, so that the story turns pages. */
const PAGE = 10;

/** The address of a lead's timeline; n8n puts the webhook's id before a path with parameters. */
export function timelineAddress(stand: Stand, lead: string): string {
  const { json } = stand.workflows['timeline-api'];
  const webhook = json.nodes.find(({ webhookId }) => webhookId !== undefined);
  return `${stand.address}/webhook/${webhook?.webhookId}/leads/${encodeURIComponent(lead)}/activity`;
}

/** Reads the whole timeline of a lead through the workflow, page by page, newest first. */
export async function readTimeline(stand: Stand, lead: StoryLead): Promise<TimelineEvent[]> {
  const events: TimelineEvent[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const answer: AxiosResponse<TimelinePage> = await axios.get<TimelinePage>(
      timelineAddress(stand, lead.airtableId),
      {
        params: { limit: PAGE, cursor },
        headers: { [HEADER_NAME]: stand.apiKey },
        proxy: false,
      },
    );
    events.push(...answer.data.timeline);
    cursor = answer.data.nextCursor;
  }
  return events;
}

/** What is wrong with a timeline, a line each: it must tell all of the lead's events in order. */
export function timelineFindings(
  lead: StoryLead,
  timeline: readonly TimelineEvent[],
  records: readonly IssuedRecord[],
): string[] {
  const expected = records
    .filter((record) => record.lead.id === lead.id)
    .sort((a, b) => b.timestamp.localeCompare(a.timestamp))
    .map((record) => ({
      timestamp: record.timestamp,
      eventType: record.event_type,
      category: record.event_category,
      description: record.description,
      message: record.message_content,
      metadata: record.metadata,
      source: record.source,
    }));
  const told = timeline.map((event) => ({
    timestamp: new Date(event.timestamp).toISOString(),
    eventType: event.eventType,
    category: event.category,
    description: event.description,
    message: event.message,
    metadata: event.metadata,
    source: event.source,
  }));
  if (isDeepStrictEqual(told, expected)) return [];
  const counts = `it tells ${told.length} events, ${expected.length} were issued`;
  return [`timeline: that of ${lead.airtableId} differs from what was issued (${counts})`];
}

/** A timeline for a person: newest first, times in UTC. */
export function printTimeline(lead: StoryLead, timeline: readonly TimelineEvent[]): string {
  const name = lead.firstName ?? 'A lead without a name';
  const lines = timeline.flatMap((event) => {
    const when = new Date(event.timestamp).toISOString().replace('T', ' ').slice(0, 16);
    const line = `  ${when}  ${event.category.padEnd(8)}  ${event.description}`;
    return event.message === null ? [line] : [line, `${' '.repeat(30)}“${event.message}”`];
  });
  return [`${name} (${lead.airtableId}): ${timeline.length} events`, ...lines, ''].join('\n');
}
