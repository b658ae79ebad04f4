import type { EventTypeDefinition } from '../catalog/eventTypeDefinition';
import type { EventTypeLookup } from '../catalog/eventTypeLookup';
import { EVENT_TYPES, findEventType } from '../catalog/eventTypes';
import { nearestNames } from '../catalog/nearestNames';
import { InvalidEventError } from '../errors';

const FIELD = 'Event Type';

/** An event type with what is known of it. */
export interface KnownEventType {
  readonly name: string;
  /** Null when neither the catalog nor the database could tell. */
  readonly category: string | null;
  /** Null when the catalog does not know it. */
  readonly definition: EventTypeDefinition | null;
}

/** Whether a text looks like a controlled name: anything else may be lead data. */
export function isTypeName(name: string): boolean {
  return /^[A-Za-z][\w.:-]{0,99}$/.test(name);
}

function nameInError(name: string): string {
  return isTypeName(name) ? `"${name}"` : `(a text of ${name.length} characters)`;
}

function unknownType(name: string, registered: Iterable<string>): InvalidEventError {
  const nearest = nearestNames(name, [...EVENT_TYPES.map((type) => type.name), ...registered]);
  const advice = nearest.length > 0 ? `Did you mean ${nearest.join(' or ')}? ` : '';
  return new InvalidEventError(FIELD, {
    message: `The event type ${nameInError(name)} is neither in the catalog nor in activity_event_type.`,
    hint: `${advice}Choose one from the list, or register it as a custom type first.`,
    code: 'unknown_event_type',
  });
}

/**
 * Finds the event type in the catalog, then among the registered ones.
 * @throws InvalidEventError when it is missing or in neither; the hint holds the nearest names
 */
export function readEventType(name: string | null, known: EventTypeLookup): KnownEventType {
  if (name === null) {
    throw new InvalidEventError(FIELD, {
      message: 'Event Type is empty.',
      hint: 'Choose one from the list, or check the expression.',
      code: 'invalid_event',
    });
  }
  const definition = findEventType(name);
  if (definition !== undefined) return { name, category: definition.category, definition };
  if (known.registered === null) return { name, category: null, definition: null };
  const registered = known.registered.get(name);
  if (registered === undefined) throw unknownType(name, known.registered.keys());
  return { name, category: registered.category, definition: null };
}
