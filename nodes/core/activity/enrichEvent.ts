import type { RandomSource } from '../ports';
import type { ActivityEvent, EnrichedEvent, EventOrigin } from './activityEvent';
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

/** Gives the event its time, id, description and hashes. Cannot fail. */
export function enrichEvent(event: ActivityEvent, context: EnrichmentContext): EnrichedEvent {
  const { lead, dedupeKey } = event;
  const { origin, random } = context;
  const timestamp = event.timestamp ?? context.occurredAt.toISOString();
  const dedupeKeyHash =
    dedupeKey === null ? null : keyedIdentity(event.tenantId, event.eventType, dedupeKey);
  const identity = dedupeKeyHash ?? originIdentity(origin, random);
  // Written out, because spreading thirty columns costs more than hashing them.
  return {
    tenantId: event.tenantId,
    id: eventId(new Date(timestamp).getTime(), identity),
    dedupeKeyHash,
    eventType: event.eventType,
    eventCategory: event.eventCategory,
    leadId: lead?.by === 'id' ? lead.value : null,
    leadAirtableId: lead?.by === 'airtableId' ? lead.value : null,
    leadEmail: lead?.by === 'email' ? lead.value : null,
    clientId: event.clientId,
    userId: event.userId,
    visitorToken: event.visitorToken,
    entityId: event.entityId,
    sessionId: event.sessionId,
    tier: event.tier,
    description: event.description ?? describeEvent(event),
    messageContent: event.messageContent,
    metadata: event.metadata,
    source: event.source ?? context.defaultSource,
    url: event.url,
    environment: event.environment,
    workflowId: origin.workflowId,
    executionId: event.executionId ?? origin.executionId,
    createdBy: event.createdBy,
    schemaVersion: event.schemaVersion,
    payloadHash: payloadHash(event, context.privacy),
    searchExtra: searchExtra(event.eventType, event.metadata),
    timestamp,
  };
}
