import type { EnrichedEvent, WritableEvent } from './activityEvent';
import { describeEvent } from './describeEvent';
import type { PrivacyMode } from './privacyMode';
import { redactPersonalParts } from './redactPersonalParts';
import { searchExtra } from './searchExtra';

/**
 * Applies the privacy classes of the catalog; `hash` masks, since there is no key to hash with.
 * What was derived from redacted values is derived anew. Strict privacy also replaces a supplied
 * description by the type's template, for it may repeat what was masked.
 */
export function redactEvent(event: EnrichedEvent, mode: PrivacyMode): WritableEvent {
  const parts = redactPersonalParts(event, mode, 'mask');
  const redacted = { ...event, ...parts };
  const derived = event.description === describeEvent(event);
  return {
    ...redacted,
    description: derived || mode === 'strict' ? describeEvent(redacted) : event.description,
    searchExtra: searchExtra(event.eventType, parts.metadata),
  } as WritableEvent;
}
