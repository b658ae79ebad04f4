import type { z } from 'zod';

/** The six categories of the CRM catalog; other sources' families are added here as data. */
export const EVENT_CATEGORIES = [
  'SMS',
  'CAMPAIGN',
  'BOOKING',
  'CONVERSATION',
  'MANUAL',
  'SYSTEM',
] as const;
export type EventCategory = (typeof EVENT_CATEGORIES)[number];

/** What happens to a value before it is stored: as it is, masked, HMAC'd, or left out. */
export type PrivacyClass = 'keep' | 'mask' | 'hash' | 'drop';

/** How long a kind of event is worth keeping; the periods belong to the retention policy. */
export type RetentionClass = 'crm' | 'operations' | 'analytics';

/** How the panel draws a payload field. The names are those of n8n's resource mapper. */
export type FieldKind = 'string' | 'number' | 'boolean' | 'dateTime' | 'object' | 'array' | 'url';

/** One payload field of an event type; it is stored in `metadata` under `name`. */
export interface FieldDefinition {
  readonly name: string;
  /** Title Case, as the panel shows it. */
  readonly label: string;
  readonly kind: FieldKind;
  /** Validates the value, when there is one. */
  readonly schema: z.ZodType;
  readonly required: boolean;
  readonly privacy: PrivacyClass;
  /** What Strict privacy does with the value; as `privacy` when left out. */
  readonly strictPrivacy?: PrivacyClass;
  /** Whether a text search finds the event by this value. */
  readonly searchable: boolean;
  readonly description: string;
}

/** One event type. Adding one is adding data: nothing else in core knows a type by name. */
export interface EventTypeDefinition {
  /** The controlled value stored in `event_type`, e.g. `MESSAGE_SENT`. */
  readonly name: string;
  /** Title Case, e.g. `Message Sent`. */
  readonly label: string;
  readonly category: EventCategory;
  /** The user tier that the type belongs to, or null when it belongs to none. */
  readonly tier: string | null;
  /** Version of the payload schema, from 1; only ever raised. */
  readonly version: number;
  readonly description: string;
  /**
   * Makes the event's description when none is given: `{name}` takes the payload field of that
   * name, `{message}` the message content, `{name|text}` falls back to `text`.
   */
  readonly descriptionTemplate: string;
  readonly retention: RetentionClass;
  /** Privacy class of `message_content`; Strict masks a message that this keeps. */
  readonly messagePrivacy: PrivacyClass;
  readonly fields: readonly FieldDefinition[];
}

/** What is known of a type that exists only in the database's `activity_event_type`. */
export interface RegisteredEventType {
  readonly name: string;
  readonly category: string;
  readonly description: string | null;
}
