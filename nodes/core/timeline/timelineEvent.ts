import type { JsonValue } from '../json';

/** A lead, as the lead directory knows it now. */
export interface TimelineLead {
  readonly id: string;
  readonly airtableId: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
}

/** What an event shows when simplified. Times are ISO 8601 in UTC with milliseconds. */
export interface SimpleTimelineEvent {
  readonly id: string;
  /** When it happened. */
  readonly timestamp: string;
  readonly eventType: string;
  readonly category: string;
  readonly description: string;
  readonly message: string | null;
  readonly metadata: JsonValue;
  readonly source: string;
  readonly executionId: string | null;
  /** Null until the event is linked to a lead. */
  readonly lead: TimelineLead | null;
}

/** What else is stored with an event; null where it is not set. */
export interface TimelineEventDetails {
  readonly tenant: string;
  readonly clientId: string | null;
  readonly userId: string | null;
  readonly visitorToken: string | null;
  readonly entityId: string | null;
  readonly sessionId: string | null;
  readonly tier: string | null;
  readonly url: string | null;
  readonly environment: string | null;
  readonly workflowId: string | null;
  readonly createdBy: string | null;
  readonly schemaVersion: number;
  /** When it was written. */
  readonly loggedAt: string;
  /** The references that the event came with, also before it is linked. */
  readonly leadAirtableId: string | null;
  readonly leadEmail: string | null;
}

export interface TimelineEvent extends SimpleTimelineEvent {
  readonly details: TimelineEventDetails;
}

/** An event as it leaves core: flat, with details only where they are set. */
export type TimelineEventView = SimpleTimelineEvent & Partial<TimelineEventDetails>;

/** Flattens an event; `simplify` leaves the details out, otherwise those that are set stay. */
export function viewEvent(event: TimelineEvent, simplify: boolean): TimelineEventView {
  const { details, ...simple } = event;
  if (simplify) return simple;
  const isSet = Object.entries(details).filter(([, value]) => value !== null);
  return { ...simple, ...Object.fromEntries(isSet) };
}
