import type { EnrichedEvent, WritableEvent } from './activityEvent';
import { describeEvent } from './describeEvent';
import { hideWith, type Privacy } from './privacy';
import { redactPersonalParts } from './redactPersonalParts';
import { searchExtra } from './searchExtra';

/**
 * Applies the privacy classes of the catalog to message content and metadata; without a key, `hash`
 * masks. What was derived from redacted values is derived anew. Strict privacy also replaces a
 * supplied description by the type's template, for it may repeat what was hidden. All other
 * columns stay as given, the lead's reference too: timelines are found by it.
 */
export function redactEvent(event: EnrichedEvent, { mode, key }: Privacy): WritableEvent {
  const parts = redactPersonalParts(event, mode, hideWith(key, event.tenantId));
  const isKept = parts.messageContent === event.messageContent && parts.metadata === event.metadata;
  if (isKept && mode !== 'strict') return event as WritableEvent;
  const redacted = { ...event, ...parts };
  const derived = event.description === describeEvent(event);
  return {
    ...redacted,
    description: derived || mode === 'strict' ? describeEvent(redacted) : event.description,
    searchExtra: searchExtra(event.eventType, parts.metadata),
  } as WritableEvent;
}
