import type { EventCategory, EventTypeDefinition, FieldDefinition } from './eventTypeDefinition';

interface CrmEventType {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly descriptionTemplate: string;
  readonly fields: readonly FieldDefinition[];
}

/** What the CRM's event types have in common: kept messages, CRM retention, no tier, version 1. */
export function crmEventTypes(
  category: EventCategory,
  types: readonly CrmEventType[],
): readonly EventTypeDefinition[] {
  return types.map((type) => ({
    ...type,
    category,
    tier: null,
    version: 1,
    retention: 'crm',
    messagePrivacy: 'keep',
  }));
}
