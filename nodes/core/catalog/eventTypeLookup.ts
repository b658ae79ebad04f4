import type { RegisteredEventType } from './eventTypeDefinition';

/** What is known of event types besides the built-in ones. */
export interface EventTypeLookup {
  /**
   * The rows of `activity_event_type` by name, or null when the database could not be asked: a
   * type that the catalog does not know is then accepted, and the database decides later.
   */
  readonly registered: ReadonlyMap<string, RegisteredEventType> | null;
}
