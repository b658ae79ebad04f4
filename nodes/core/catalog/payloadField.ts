import { z } from 'zod';
import type { FieldDefinition, FieldKind, PrivacyClass } from './eventTypeDefinition';

/** Left out: not required, not searchable, kept even under Strict privacy. */
export interface FieldOptions {
  readonly required?: boolean;
  readonly searchable?: boolean;
  readonly privacy?: PrivacyClass;
  readonly strictPrivacy?: PrivacyClass;
}

/** Personal data that CRM events keep and that Strict privacy masks. */
export const PERSONAL: FieldOptions = { strictPrivacy: 'mask' };

/** Addresses and numbers of a person: Strict privacy hashes them, so that they can be joined. */
export const IDENTIFYING: FieldOptions = { strictPrivacy: 'hash' };

const ACRONYMS = new Set(['id', 'uri', 'url', 'icp', 'ai', 'sms', 'ms']);

// Calendars and forms often leave the zone or the time out.
const isoDate = z.union([z.iso.datetime({ offset: true, local: true }), z.iso.date()]);

// No transforms: the same schemas become the JSON Schema in the database. Links are often short
// and without a scheme, so a URL is any text without a space.
const SCHEMAS: Record<FieldKind, z.ZodType> = {
  string: z.string().min(1),
  number: z.number(),
  boolean: z.boolean(),
  dateTime: z
    .string()
    .refine((text) => isoDate.safeParse(text).success)
    .meta({ format: 'date-time' }),
  object: z.looseObject({}),
  array: z.array(z.unknown()),
  url: z.string().regex(/^\S+$/),
};

function titleCase(name: string): string {
  const words = name.split('_').map((word) => {
    if (ACRONYMS.has(word)) return word.toUpperCase();
    return word.charAt(0).toUpperCase() + word.slice(1);
  });
  return words.join(' ');
}

function payloadField(kind: FieldKind) {
  return (name: string, description: string, options: FieldOptions = {}): FieldDefinition => ({
    name,
    label: titleCase(name),
    kind,
    schema: SCHEMAS[kind],
    required: options.required ?? false,
    privacy: options.privacy ?? 'keep',
    ...(options.strictPrivacy === undefined ? {} : { strictPrivacy: options.strictPrivacy }),
    searchable: options.searchable ?? false,
    description,
  });
}

export const textField = payloadField('string');
export const numberField = payloadField('number');
export const booleanField = payloadField('boolean');
export const dateTimeField = payloadField('dateTime');
export const objectField = payloadField('object');
export const listField = payloadField('array');
export const urlField = payloadField('url');
