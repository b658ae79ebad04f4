import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';
import { findEventType } from '../core/catalog/eventTypes';

/** The payload fields of the chosen event type, as n8n's resource mapper draws them. */
export function getEventFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
  return Promise.resolve(fieldsOf(this));
}

function fieldsOf(context: ILoadOptionsFunctions): ResourceMapperFields {
  const name = context.getNodeParameter('eventType', undefined, { extractValue: true });
  const type = typeof name === 'string' ? findEventType(name) : undefined;
  if (type === undefined) {
    return {
      fields: [],
      emptyFieldsNotice:
        'Choose a built-in event type to see its fields. For a custom type, enter the fields as JSON.',
    };
  }
  const fields = type.fields.map((field) => ({
    id: field.name,
    displayName: field.label,
    type: field.kind,
    required: field.required,
    display: true,
    defaultMatch: false,
    canBeUsedToMatch: false,
  }));
  return { fields };
}
