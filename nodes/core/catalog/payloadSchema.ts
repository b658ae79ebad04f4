import { z } from 'zod';
import type { JsonObject } from '../json';
import type { EventTypeDefinition } from './eventTypeDefinition';

/** The payload of a type as a zod object; fields that the type does not name are allowed. */
export function payloadSchema(type: EventTypeDefinition): z.ZodObject {
  const shape = type.fields.map((field) => {
    const described = field.schema.describe(field.description);
    return [field.name, field.required ? described : described.optional()] as const;
  });
  return z.looseObject(Object.fromEntries(shape));
}

const jsonObject = z.record(z.string(), z.json());

/** The payload of a type as JSON Schema (draft 2020-12), as it is kept in the database. */
export function payloadJsonSchema(type: EventTypeDefinition): JsonObject {
  return jsonObject.parse(z.toJSONSchema(payloadSchema(type)));
}
