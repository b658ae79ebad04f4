import { z } from 'zod';
import { InvalidEventError } from '../errors';
import type { JsonObject } from '../json';
import type { EnrichedEvent, WritableEvent } from './activityEvent';
import { eventIdMilliseconds } from './eventIdentity';
import { invalidField } from './invalidField';
import { isJsonObject, readJson } from './readJson';
import { checkStorable } from './readText';

const FIELD = 'Stored Event';

const text = z.string();
const optionalText = text.nullable();
const optionalUuid = z.guid().nullable();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const storedEvent = z
  .strictObject({
    tenantId: text.min(1),
    id: z.guid(),
    dedupeKeyHash: sha256.nullable(),
    eventType: text.min(1).max(100),
    eventCategory: optionalText,
    leadId: optionalUuid,
    leadAirtableId: optionalText,
    leadEmail: optionalText,
    clientId: optionalUuid,
    userId: optionalText,
    visitorToken: optionalText,
    entityId: optionalText,
    sessionId: optionalText,
    tier: optionalText,
    description: text,
    messageContent: optionalText,
    metadata: z.custom<JsonObject>((value) => isJsonObject(value as JsonObject)),
    source: text.min(1),
    url: optionalText,
    environment: optionalText,
    workflowId: optionalText,
    executionId: optionalText,
    createdBy: optionalUuid,
    schemaVersion: z.int().min(1).max(32767),
    payloadHash: sha256,
    searchExtra: optionalText,
    timestamp: z.iso.datetime({ precision: 3 }),
  })
  .refine((event) => eventIdMilliseconds(event.id) === new Date(event.timestamp).getTime(), {
    path: ['id'],
  }) satisfies z.ZodType<EnrichedEvent>;

function parseText(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // The parser's own words quote the text.
    const hint = 'The entry was damaged where it was kept; restore or discard it.';
    throw invalidField({ field: FIELD, expected: 'valid JSON', hint }, json);
  }
}

function invalidIssue(path: PropertyKey[]): InvalidEventError {
  const [key] = path;
  const field = key === undefined ? FIELD : `${FIELD}: ${String(key)}`;
  return new InvalidEventError(field, {
    message: `${field} does not have the form that this version of the package writes.`,
    hint: 'Correct the entry, or replay it with the version that wrote it (a newer one may know more fields).',
    code: 'invalid_event',
  });
}

/**
 * Reads an event that `storeEvent` wrote; nothing of it is changed.
 * @throws InvalidEventError when it is no JSON, lacks a field, has one too many or one of a wrong
 *   form, or when its id does not carry its timestamp
 */
export function reviveEvent(json: string): WritableEvent {
  const read = storedEvent.safeParse(parseText(json));
  if (!read.success) throw invalidIssue(read.error.issues[0]?.path ?? []);
  for (const [key, value] of Object.entries(read.data)) {
    if (typeof value === 'string') checkStorable(`${FIELD}: ${key}`, value);
  }
  const metadata = readJson(`${FIELD}: metadata`, read.data.metadata);
  return { ...read.data, metadata } as EnrichedEvent as WritableEvent;
}
