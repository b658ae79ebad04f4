import type { EventOrigin, ParkedPayload, WritableEvent } from './activity/activityEvent';
import { enrichEvent } from './activity/enrichEvent';
import { eventId, isRepeatable, originIdentity } from './activity/eventIdentity';
import { parkPayload } from './activity/parkPayload';
import { hideWith, type Privacy } from './activity/privacy';
import { isTypeName } from './activity/readEventType';
import { redactEvent } from './activity/redactEvent';
import { checkKeepable } from './activity/storedEvent';
import type { TimestampMemory } from './activity/timestampMemory';
import { validateEvent } from './activity/validateEvent';
import type { RegisteredEventType } from './catalog/eventTypeDefinition';
import { findEventType } from './catalog/eventTypes';
import { WriteFailure } from './writeFailure';
import { InvalidEventError } from './errors';
import type { Clock, RandomSource } from './ports';
import type { ParkedInput } from './retryQueue/makeEntry';

/** One event as the node read it from its panel. */
export interface LogRequest {
  /** The raw parameters (LogActivityInput); anything may be in it. */
  readonly input: unknown;
  readonly origin: EventOrigin;
  /** Set when a parameter could not even be read: the input is then the item itself. */
  readonly unreadable?: InvalidEventError;
}

export interface PrepareParts {
  /**
   * The rows of `activity_event_type` by name, or null when the database cannot be asked.
   * @param wanted names that the catalog does not know
   */
  readonly registeredTypes: (
    wanted: readonly string[],
  ) => Promise<ReadonlyMap<string, RegisteredEventType> | null>;
  readonly timestamps: Pick<TimestampMemory, 'occurredAt'>;
  /** What happens to personal data before it is written or kept. */
  readonly privacy: Privacy;
  /** Characters that an event may have in the retry queue; LONGEST_KEPT unless a test says less. */
  readonly longestKept?: number;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: RandomSource;
}

/** What may be looked up or registered: the column's length, and nothing that SQL cannot store. */
const TYPE_NAME = /^[\p{L}\p{N}_.:/ -]{1,100}$/u;

interface Prepared {
  readonly origin: EventOrigin;
  readonly eventId: string;
  readonly eventType: string | null;
}

/** An event fit to be written, or one that was refused and is to be parked. */
export type PreparedEvent =
  | (Prepared & { readonly kind: 'writable'; readonly event: WritableEvent })
  | (Prepared & {
      readonly kind: 'refused';
      readonly parked: ParkedInput;
      readonly field: string;
      readonly failure: WriteFailure;
    });

/** Validates, enriches and redacts; a bad event is refused, its neighbours are not. */
export async function prepareEvents(
  requests: readonly LogRequest[],
  parts: PrepareParts,
): Promise<PreparedEvent[]> {
  const unknown = unknownTypes(requests);
  const registered = unknown.length > 0 ? await parts.registeredTypes(unknown) : new Map();
  return requests.map((request) => {
    try {
      if (request.unreadable !== undefined) throw request.unreadable;
      return accept(request, validateEvent(request.input, { registered }), parts);
    } catch (error) {
      return refuse(request, error instanceof InvalidEventError ? error : unexpected(error), parts);
    }
  });
}

function accept(
  { origin }: LogRequest,
  activity: ReturnType<typeof validateEvent>,
  parts: PrepareParts,
): PreparedEvent {
  const enriched = enrichEvent(activity, {
    origin,
    occurredAt: occurredAt(origin, parts),
    defaultSource: `n8n:${origin.workflowId ?? 'unsaved'}`,
    random: parts.random,
    privacy: parts.privacy.mode,
  });
  const event = redactEvent(enriched, parts.privacy);
  checkKeepable(event, parts.longestKept);
  const { id, eventType } = event;
  return { kind: 'writable', event, origin, eventId: id, eventType };
}

/** A mistake of ours: the event that meets it is kept, and its neighbours are not held up. */
function unexpected(error: unknown): InvalidEventError {
  return new InvalidEventError('Event', {
    code: 'unexpected',
    message: `The event could not be prepared (${error instanceof Error ? nameAndPlace(error) : typeof error}).`,
    hint: 'Update the package; if it stays, report it. The event is kept in the retry queue.',
  });
}

/** Not the error's own words, which may quote the event: its name, and the line that threw it. */
function nameAndPlace({ name, message, stack = '' }: Error): string {
  const frames = stack.slice(stack.indexOf(message) + message.length);
  const place = /([\w-]+\.[jt]s:\d+):\d+\)?$/m.exec(frames)?.[1];
  return place === undefined ? name : `${name} at ${place}`;
}

function refuse(
  { input, origin }: LogRequest,
  error: InvalidEventError,
  parts: PrepareParts,
): PreparedEvent {
  const now = occurredAt(origin, parts);
  const id = eventId(now.getTime(), originIdentity(origin, parts.random));
  const tenantId = tenantOf(input);
  const eventType = repairableType(input, parts.privacy);
  return {
    kind: 'refused',
    origin,
    eventId: id,
    eventType,
    field: error.field,
    parked: { tenantId, eventId: id, eventType, payload: park(input, tenantId, parts) },
    failure: new WriteFailure({
      lane: 'payload',
      code: error.code ?? 'invalid_event',
      message: error.message,
      hint: error.hint ?? 'Correct the parameter; the refused event is kept in the retry queue.',
    }),
  };
}

function park(input: unknown, tenantId: string, parts: PrepareParts): ParkedPayload {
  const { mode, key } = parts.privacy;
  return parkPayload(input, mode === 'strict' ? hideWith(key, tenantId) : null, parts.longestKept);
}

/** The type as given; under Strict privacy only in the form of a name, for it may be lead data. */
function repairableType(input: unknown, { mode }: Privacy): string | null {
  const name = eventTypeOf(input);
  return mode === 'strict' && name !== null && !isTypeName(name) ? null : name;
}

/**
 * The time of an event that brings none. n8n's Retry On Fail runs the node again within the same
 * run, and must find the same time.
 */
function occurredAt(origin: EventOrigin, { timestamps, clock }: PrepareParts): Date {
  if (!isRepeatable(origin)) return clock.now();
  return timestamps.occurredAt(`${origin.executionId}/${origin.nodeId}/${origin.runIndex}`);
}

function eventTypeOf(input: unknown): string | null {
  return textOption(input, 'eventType');
}

function tenantOf(input: unknown): string {
  const tenant = textOption(input, 'tenant');
  return tenant === null || tenant === '' ? 'default' : tenant;
}

function textOption(input: unknown, name: string): string | null {
  if (typeof input !== 'object' || input === null) return null;
  const value = (input as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value.trim() : null;
}

function unknownTypes(requests: readonly LogRequest[]): string[] {
  const readable = requests.filter(({ unreadable }) => unreadable === undefined);
  const names = new Set(readable.map(({ input }) => eventTypeOf(input) ?? ''));
  return [...names].filter((name) => TYPE_NAME.test(name) && findEventType(name) === undefined);
}
