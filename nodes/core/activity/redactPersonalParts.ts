import type { EventTypeDefinition, PrivacyClass } from '../catalog/eventTypeDefinition';
import { findEventType } from '../catalog/eventTypes';
import type { JsonObject, JsonValue } from '../json';
import { hideValue, maskText, maskValue } from './maskValue';
import type { Hide } from './privacy';
import { fieldPrivacy, messagePrivacy, type PrivacyMode } from './privacyMode';

/** The parts of an event that privacy classes speak about. */
export interface PersonalParts {
  readonly messageContent: string | null;
  readonly metadata: JsonObject;
}

/** What becomes of texts that the catalog wants hashed. */
export type HashedAs = Hide | 'drop';

function redactEntry(
  [name, value]: [string, JsonValue],
  privacy: PrivacyClass,
  hashedAs: HashedAs,
): [string, JsonValue][] {
  switch (privacy) {
    case 'keep':
      return [[name, value]];
    case 'mask':
      return [[name, maskValue(value)]];
    case 'hash':
      return hashedAs === 'drop' ? [] : [[name, hideValue(value, hashedAs)]];
    case 'drop':
      return [];
  }
}

function redactMessage(
  message: string | null,
  privacy: PrivacyClass,
  hashedAs: HashedAs,
): string | null {
  if (message === null) return null;
  switch (privacy) {
    case 'keep':
      return message;
    case 'mask':
      return maskText(message);
    case 'hash':
      return hashedAs === 'drop' ? null : hashedAs(message);
    case 'drop':
      return null;
  }
}

function hidesSomething(
  { metadata }: PersonalParts,
  type: EventTypeDefinition | undefined,
  mode: PrivacyMode,
): boolean {
  if (messagePrivacy(type, mode) !== 'keep') return true;
  return Object.keys(metadata).some((name) => fieldPrivacy(type, name, mode) !== 'keep');
}

/**
 * Message content and metadata as the privacy classes of the type leave them; the very same objects
 * where all is kept.
 */
export function redactPersonalParts(
  event: PersonalParts & { readonly eventType: string },
  mode: PrivacyMode,
  hashedAs: HashedAs,
): PersonalParts {
  const type = findEventType(event.eventType);
  if (!hidesSomething(event, type, mode)) return event;
  const entries = Object.entries(event.metadata).flatMap((entry) =>
    redactEntry(entry, fieldPrivacy(type, entry[0], mode), hashedAs),
  );
  return {
    messageContent: redactMessage(event.messageContent, messagePrivacy(type, mode), hashedAs),
    metadata: Object.fromEntries(entries),
  };
}
