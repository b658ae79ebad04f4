import { createHash } from 'node:crypto';
import type { EventOrigin, WritableEvent } from '../../nodes/core/activity/activityEvent';
import { reviveEvent } from '../../nodes/core/activity/reviveEvent';
import { storeEvent } from '../../nodes/core/activity/storedEvent';
import { type FailureWords, WriteFailure } from '../../nodes/core/writeFailure';
import { entryOfEvent } from '../../nodes/core/retryQueue/makeEntry';
import type { QueueEntry, Target } from '../../nodes/core/retryQueue/queueEntry';

export const target: Target = { credentialId: 'cred-1', database: 'crm', schema: 'public' };

export const origin: EventOrigin = {
  instanceId: 'instance-1',
  workflowId: 'workflow-1',
  executionId: '231',
  nodeId: 'node-1',
  nodeName: 'Log Activity',
  runIndex: 0,
  itemIndex: 0,
  isToolCall: false,
  host: 'host-1',
  packageVersion: '0.1.0',
};

export function failure(words: Partial<FailureWords> = {}): WriteFailure {
  return new WriteFailure({
    lane: 'transient',
    code: 'ECONNREFUSED',
    message: 'The server refused the connection.',
    hint: 'It is tried again.',
    ...words,
  });
}

/** The `number`-th event: same number, same event. It happened `number` seconds after midnight. */
export function storedEvent(number: number): WritableEvent {
  const occurredAt = new Date(Date.UTC(2026, 1, 28) + number * 1000);
  const time = occurredAt.getTime().toString(16).padStart(12, '0');
  const hash = createHash('sha256').update(`event ${number}`).digest('hex');
  const id = `${time.slice(0, 8)}-${time.slice(8)}-8${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
  const nothing = Object.fromEntries(OPTIONAL.map((name) => [name, null]));
  const event = {
    ...nothing,
    tenantId: 'default',
    id,
    eventType: 'NOTE_ADDED',
    eventCategory: 'MANUAL',
    description: `Note ${number}: Grüße 😀`,
    messageContent: 'line one\nline two',
    metadata: { number },
    source: 'n8n:workflow-1',
    schemaVersion: 1,
    payloadHash: hash,
    timestamp: occurredAt.toISOString(),
  };
  return reviveEvent(JSON.stringify(event));
}

const OPTIONAL = [
  ...['dedupeKeyHash', 'leadId', 'leadAirtableId', 'leadEmail', 'clientId', 'userId'],
  ...['visitorToken', 'entityId', 'sessionId', 'tier', 'url', 'environment', 'workflowId'],
  ...['executionId', 'createdBy', 'searchExtra'],
];

export interface EntryOptions {
  readonly target?: Target;
  readonly failedAt?: Date;
  readonly failure?: WriteFailure;
}

/** An entry as Log Activity makes it for that event. */
export function queueEntry(number: number, options: EntryOptions = {}): QueueEntry {
  const event = storedEvent(number);
  return entryOfEvent(event, storeEvent(event), {
    target: options.target ?? target,
    origin,
    failure: options.failure ?? failure(),
    attempts: 3,
    now: options.failedAt ?? new Date(Date.UTC(2026, 2, 1, 7) + number * 1000),
  });
}
