import { bookingEvents } from './bookingEvents';
import { campaignEvents } from './campaignEvents';
import { conversationEvents } from './conversationEvents';
import type { EventTypeDefinition } from './eventTypeDefinition';
import { manualEvents } from './manualEvents';
import { smsEvents } from './smsEvents';
import { systemEvents } from './systemEvents';
import { workflowEvents } from './workflowEvents';

/** Every built-in event type, by category. */
export const EVENT_TYPES: readonly EventTypeDefinition[] = [
  ...smsEvents,
  ...campaignEvents,
  ...bookingEvents,
  ...conversationEvents,
  ...manualEvents,
  ...systemEvents,
  ...workflowEvents,
];

const byName = new Map(EVENT_TYPES.map((type) => [type.name, type]));

/** The built-in type of exactly this name. */
export function findEventType(name: string): EventTypeDefinition | undefined {
  return byName.get(name);
}
