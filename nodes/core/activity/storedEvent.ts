import type { WritableEvent } from './activityEvent';
import { asciiJson } from './asciiJson';

/** The event as ASCII-escaped JSON, for a retry store; `reviveEvent` reads it. */
export function storeEvent(event: WritableEvent): string {
  return asciiJson({ ...event });
}
