import type { RandomSource } from '../ports';
import type { ActivityEvent, EnrichedEvent, EventOrigin, LeadReference } from './activityEvent';
import { describeEvent } from './describeEvent';
import { eventId, keyedIdentity, originIdentity } from './eventIdentity';
import { payloadHash } from './payloadHash';
import type { PrivacyMode } from './privacyMode';
import { searchExtra } from './searchExtra';

/** What an event gets from its surroundings. */
export interface EnrichmentContext {
  readonly origin: EventOrigin;
  /** Used when the event has no timestamp; the caller remembers it for reruns. */
  readonly occurredAt: Date;
  /** Used when the event has no source: `n8n:<workflow id>`. */
  readonly defaultSource: string;
  readonly random: RandomSource;
  /** The mode that `redactEvent` will be given, for the payload hash. */
  readonly privacy: PrivacyMode;
}

function leadColumns(lead: LeadReference | null) {
  return {
    leadId: lead?.by === 'id' ? lead.value : null,
    leadAirtableId: lead?.by === 'airtableId' ? lead.value : null,
    leadEmail: lead?.by === 'email' ? lead.value : null,
  };
}

/** Gives the event its time, id, description and hashes. Cannot fail. */
export function enrichEvent(event: ActivityEvent, context: EnrichmentContext): EnrichedEvent {
  const { lead, dedupeKey, ...columns } = event;
  const { origin, random } = context;
  const timestamp = event.timestamp ?? context.occurredAt.toISOString();
  const dedupeKeyHash =
    dedupeKey === null ? null : keyedIdentity(event.tenantId, event.eventType, dedupeKey);
  const identity = dedupeKeyHash ?? originIdentity(origin, random);
  return {
    ...columns,
    ...leadColumns(lead),
    id: eventId(new Date(timestamp).getTime(), identity),
    dedupeKeyHash,
    description: event.description ?? describeEvent(event),
    source: event.source ?? context.defaultSource,
    workflowId: origin.workflowId,
    executionId: event.executionId ?? origin.executionId,
    payloadHash: payloadHash(event, context.privacy),
    searchExtra: searchExtra(event.eventType, event.metadata),
    timestamp,
  };
}
