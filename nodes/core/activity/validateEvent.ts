import type { EventTypeLookup } from '../catalog/eventTypeLookup';
import type { ActivityEvent } from './activityEvent';
import { readLogActivityInput } from './logActivityInput';
import { readEventType } from './readEventType';
import { readPayload } from './readPayload';

/**
 * Checks what a caller says about one event (see `LogActivityInput`).
 * @throws InvalidEventError naming the field as the panel shows it, the shape of its value (never
 *   the value) and the cure; code `invalid_event` or `unknown_event_type`
 */
export function validateEvent(input: unknown, known: EventTypeLookup): ActivityEvent {
  const { eventType, fields, tenant, schemaVersion, tier, ...given } = readLogActivityInput(input);
  const type = readEventType(eventType ?? null, known);
  return {
    eventType: type.name,
    eventCategory: type.category,
    lead: given.lead ?? null,
    description: given.description ?? null,
    messageContent: given.messageContent ?? null,
    metadata: readPayload(type.definition, fields),
    timestamp: given.timestamp ?? null,
    source: given.source ?? null,
    executionId: given.executionId ?? null,
    tenantId: tenant ?? 'default',
    clientId: given.clientId ?? null,
    userId: given.userId ?? null,
    visitorToken: given.visitorToken ?? null,
    entityId: given.entityId ?? null,
    sessionId: given.sessionId ?? null,
    tier: tier ?? type.definition?.tier ?? null,
    url: given.url ?? null,
    environment: given.environment ?? null,
    createdBy: given.createdBy ?? null,
    schemaVersion: schemaVersion ?? type.definition?.version ?? 1,
    dedupeKey: given.dedupeKey ?? null,
  };
}
