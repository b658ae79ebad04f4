import { isDeepStrictEqual } from 'node:util';
import type { EnrichedEvent, WritableEvent } from '../activity/activityEvent';
import { describeEvent } from '../activity/describeEvent';
import { keepHidden } from '../activity/hiddenText';
import type { PrivacyMode } from '../activity/privacyMode';
import { reviveEvent } from '../activity/reviveEvent';
import { asciiJson } from '../activity/asciiJson';
import { findEventType } from '../catalog/eventTypes';
import { type Changeable, invalidChange, type WantedChange, withChanges } from './wantedChanges';

const LEADS = { leadId: 'id', leadAirtableId: 'airtableId', leadEmail: 'email' } as const;
type LeadColumn = keyof typeof LEADS;
const LEAD_COLUMNS = Object.keys(LEADS) as LeadColumn[];

const PLAIN_COLUMNS = [
  ...['eventType', 'description', 'messageContent', 'source', 'executionId', 'clientId'],
  ...['userId', 'visitorToken', 'entityId', 'sessionId', 'tier', 'url', 'environment'],
  ...['createdBy', 'schemaVersion'],
] as readonly (keyof EnrichedEvent)[];

const IDENTITY =
  'It is part of what this event is known by. Discard the entry and log the event anew.';

/** Of an event: columns of its row, and the way into its metadata. */
export const CHANGEABLE_COLUMNS: Changeable = {
  names: [...PLAIN_COLUMNS, ...LEAD_COLUMNS, 'metadata'],
  nested: ['metadata'],
  fixed: {
    id: IDENTITY,
    eventId: IDENTITY,
    tenantId: IDENTITY,
    timestamp: IDENTITY,
    dedupeKeyHash: IDENTITY,
    payloadHash: 'It is computed anew from what is changed.',
    eventCategory: 'It follows from eventType: change that.',
    searchExtra: 'It follows from metadata: change that.',
    workflowId: 'It says where the event was made.',
    fields: 'Of an event they are called metadata.',
  },
  kind: 'an event',
};

/** What Log Activity would have to be told to make the changed event. */
export type EventDraft = Readonly<Record<string, unknown>>;

/** @throws InvalidEventError for changes that an event does not take */
export function draftOfEvent(stored: WritableEvent, changes: readonly WantedChange[]): EventDraft {
  const isDerived = stored.description === describeEvent(stored);
  const columns = pick(stored, [...PLAIN_COLUMNS, ...LEAD_COLUMNS, 'metadata']);
  const supplied = { ...columns, description: isDerived ? null : stored.description };
  const changed = withChanges(supplied, changes, CHANGEABLE_COLUMNS);
  const { metadata, ...rest } = changed;
  return {
    ...Object.fromEntries(PLAIN_COLUMNS.map((name) => [name, rest[name]])),
    ...followingType(stored, changed, changes),
    fields: metadata,
    lead: leadOf(changed, changes),
    tenant: stored.tenantId,
    timestamp: stored.timestamp,
  };
}

/** What a type had set by default is the new type's to set. */
function followingType(
  stored: WritableEvent,
  { eventType }: EventDraft,
  changes: readonly WantedChange[],
): EventDraft {
  const type = findEventType(stored.eventType);
  if (eventType === stored.eventType || type === undefined) return {};
  const isLeft = (name: string) => changes.every(({ path: [head] }) => head !== name);
  return {
    ...(isLeft('tier') && stored.tier === type.tier && { tier: null }),
    ...(isLeft('schemaVersion') &&
      stored.schemaVersion === type.version && { schemaVersion: null }),
  };
}

/** A new reference takes the place of the one before, whichever way that named the lead. */
function leadOf(changed: EventDraft, changes: readonly WantedChange[]) {
  const isGiven = (column: LeadColumn) => !isNothing(changed[column]);
  const given = LEAD_COLUMNS.filter(
    (column) => isGiven(column) && changes.some(({ path: [head] }) => head === column),
  );
  const [column = LEAD_COLUMNS.find(isGiven), second] = given;
  if (second !== undefined) {
    throw invalidChange(second, 'names a second lead', 'Name the lead in one way only.');
  }
  return column === undefined ? null : { by: LEADS[column], value: changed[column] };
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/**
 * The changed event under the identity of the one before.
 * @param prepared what Log Activity made of the draft
 */
export function underItsIdentity(
  stored: WritableEvent,
  { draft, prepared, mode }: { draft: EventDraft; prepared: WritableEvent; mode: PrivacyMode },
): WritableEvent {
  const isSameType = prepared.eventType === stored.eventType;
  const event = {
    ...keepHidden(prepared, draft, mode),
    ...pick(stored, ['id', 'tenantId', 'dedupeKeyHash', 'timestamp', 'workflowId']),
    eventCategory: prepared.eventCategory ?? (isSameType ? stored.eventCategory : null),
  };
  // Privacy may have hidden what the hash was made of, so it is left alone where nothing changed.
  const isSame = isDeepStrictEqual(pick(event, HASHED), pick(stored, HASHED));
  const payloadHash = isSame ? stored.payloadHash : event.payloadHash;
  return reviveEvent(asciiJson({ ...event, payloadHash }));
}

const HASHED: readonly (keyof EnrichedEvent)[] = [
  ...(['eventType', 'description', 'messageContent', 'metadata'] as const),
  ...LEAD_COLUMNS,
];

/** What a person sees of an event, for the record of changes. */
export function viewOfEvent(event: WritableEvent) {
  const { metadata, ...columns } = pick(event, [...PLAIN_COLUMNS, ...LEAD_COLUMNS, 'metadata']);
  return { columns: { ...columns, eventCategory: event.eventCategory }, metadata };
}

function pick<T extends object, K extends keyof T>(from: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>;
}
