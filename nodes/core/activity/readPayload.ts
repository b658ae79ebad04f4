import type { EventTypeDefinition, FieldDefinition } from '../catalog/eventTypeDefinition';
import { InvalidEventError } from '../errors';
import type { JsonObject, JsonValue } from '../json';
import { invalidField } from './invalidField';
import { isJsonObject, readJson } from './readJson';
import { isAbsent, numberToText } from './readText';
import { readTimestamp } from './readTimestamp';

const FIELDS = 'Fields';
const NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

const EXPECTED: Record<FieldDefinition['kind'], string> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  dateTime: 'a date and time in ISO 8601, e.g. 2025-11-10T14:00:00Z',
  object: 'an object',
  array: 'a list',
  url: 'a link without spaces',
};

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words quote the text.
    const hint = 'Correct the JSON: double quotes around keys and text, no comma at the end.';
    throw invalidField({ field: FIELDS, expected: 'valid JSON', hint }, text);
  }
}

function readFields(given: unknown): JsonObject {
  if (isAbsent(given)) return {};
  const json = readJson(FIELDS, typeof given === 'string' ? parseText(given) : given);
  if (isJsonObject(json)) return json;
  const hint = 'Give an object such as {"campaign_id": "spring"}.';
  throw invalidField({ field: FIELDS, expected: 'an object of names and values', hint }, json);
}

function numberFromText(value: JsonValue): JsonValue {
  if (typeof value !== 'string' || !NUMBER.test(value.trim())) return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}

function booleanFromText(value: JsonValue): JsonValue {
  if (value === 'true') return true;
  return value === 'false' ? false : value;
}

function coerce(definition: FieldDefinition, field: string, value: JsonValue): unknown {
  switch (definition.kind) {
    case 'string':
    case 'url':
      return numberToText(field, value);
    case 'number':
      return numberFromText(value);
    case 'boolean':
      return booleanFromText(value);
    case 'dateTime':
      return typeof value === 'number' ? readTimestamp(field, value) : value;
    case 'object':
    case 'array':
      return value;
  }
}

function readField(definition: FieldDefinition, value: JsonValue): JsonValue {
  const field = `${FIELDS}: ${definition.name}`;
  const coerced = coerce(definition, field, value);
  if (definition.schema.safeParse(coerced).success) return readJson(field, coerced);
  const expected = EXPECTED[definition.kind];
  throw invalidField({ field, expected, hint: `Give ${definition.name} as ${expected}.` }, value);
}

function missing(type: EventTypeDefinition, field: FieldDefinition): InvalidEventError {
  return new InvalidEventError(`${FIELDS}: ${field.name}`, {
    message: `${FIELDS}: ${field.name} is missing, but ${type.name} needs it.`,
    hint: `Give ${field.name} (${field.label}): ${field.description}.`,
    code: 'invalid_event',
  });
}

/**
 * Reads the payload of an event: an object, or JSON text of one. Fields that the type does not
 * name are kept as they are. For named ones, what expressions often give is made to fit: a number
 * for a text becomes text, numeric text becomes a number, "true" and "false" become booleans,
 * milliseconds become a date; null and '' count as absent.
 * @param type null when the catalog does not know it: then nothing is checked but the JSON
 * @throws InvalidEventError
 */
export function readPayload(type: EventTypeDefinition | null, given: unknown): JsonObject {
  const payload = new Map(Object.entries(readFields(given)));
  for (const field of type?.fields ?? []) {
    const value = payload.get(field.name);
    if (!isAbsent(value)) {
      payload.set(field.name, readField(field, value));
    } else if (type !== null && field.required) {
      throw missing(type, field);
    } else {
      payload.delete(field.name);
    }
  }
  return Object.fromEntries(payload);
}
