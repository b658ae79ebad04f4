import type { EventTypeDefinition, PrivacyClass } from '../catalog/eventTypeDefinition';

/**
 * `catalogDefault`: the classes of the catalog. `strict`: its stricter classes, and what the
 * catalog does not know is masked. `off`: everything is kept.
 */
export type PrivacyMode = 'catalogDefault' | 'strict' | 'off';

/** The class of a payload field. */
export function fieldPrivacy(
  type: EventTypeDefinition | undefined,
  name: string,
  mode: PrivacyMode,
): PrivacyClass {
  const field = type?.fields.find((candidate) => candidate.name === name);
  switch (mode) {
    case 'off':
      return 'keep';
    case 'catalogDefault':
      return field?.privacy ?? 'keep';
    case 'strict':
      return field === undefined ? 'mask' : (field.strictPrivacy ?? field.privacy);
  }
}

/** The class of the message content. */
export function messagePrivacy(
  type: EventTypeDefinition | undefined,
  mode: PrivacyMode,
): PrivacyClass {
  const privacy = type?.messagePrivacy ?? 'keep';
  if (mode === 'off') return 'keep';
  return mode === 'strict' && privacy === 'keep' ? 'mask' : privacy;
}
