import type { PrivacyClass } from '../catalog/eventTypeDefinition';
import { findEventType } from '../catalog/eventTypes';
import type { JsonObject, JsonValue } from '../json';
import { maskText, maskValue } from './maskValue';
import { fieldPrivacy, messagePrivacy, type PrivacyMode } from './privacyMode';

/** The parts of an event that privacy classes speak about. */
export interface PersonalParts {
  readonly messageContent: string | null;
  readonly metadata: JsonObject;
}

/** What becomes of values that the catalog wants hashed, for want of a key. */
export type HashedAs = 'mask' | 'drop';

function redactEntry(name: string, value: JsonValue, privacy: PrivacyClass): [string, JsonValue][] {
  switch (privacy) {
    case 'keep':
      return [[name, value]];
    case 'mask':
    case 'hash':
      return [[name, maskValue(value)]];
    case 'drop':
      return [];
  }
}

function redactMessage(message: string | null, privacy: PrivacyClass): string | null {
  if (message === null || privacy === 'drop') return null;
  return privacy === 'keep' ? message : maskText(message);
}

/** Message content and metadata as the privacy classes of the type leave them. */
export function redactPersonalParts(
  event: PersonalParts & { readonly eventType: string },
  mode: PrivacyMode,
  hashedAs: HashedAs,
): PersonalParts {
  const type = findEventType(event.eventType);
  const effective = (privacy: PrivacyClass) => (privacy === 'hash' ? hashedAs : privacy);
  const entries = Object.entries(event.metadata).flatMap(([name, value]) =>
    redactEntry(name, value, effective(fieldPrivacy(type, name, mode))),
  );
  return {
    messageContent: redactMessage(event.messageContent, effective(messagePrivacy(type, mode))),
    metadata: Object.fromEntries(entries),
  };
}
