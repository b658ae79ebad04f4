import { ConfigurationError } from '../errors';

declare const quoted: unique symbol;
/** A schema name that is quoted and safe to put into SQL. Only `quoteSchema` makes one. */
export type QuotedSchema = string & { readonly [quoted]: true };

/** PostgreSQL cuts longer names silently (NAMEDATALEN - 1, in bytes). */
const MAX_IDENTIFIER_BYTES = 63;

/**
 * Quotes a schema name for use in SQL.
 * @throws ConfigurationError when the name is empty, longer than 63 bytes or holds a NUL
 */
export function quoteSchema(name: string): QuotedSchema {
  const bytes = Buffer.byteLength(name, 'utf8');
  if (bytes === 0 || bytes > MAX_IDENTIFIER_BYTES || name.includes('\0')) {
    throw new ConfigurationError({
      message: `The option Schema must be a name of 1 to ${MAX_IDENTIFIER_BYTES} bytes without NUL; it has ${bytes}.`,
      hint: 'Enter the name of the schema that holds lead_activity_log, e.g. public.',
    });
  }
  return `"${name.replaceAll('"', '""')}"` as QuotedSchema;
}

/** The name as a person writes it: for messages, never for SQL. */
export function plainName(schema: QuotedSchema): string {
  return schema.slice(1, -1).replaceAll('""', '"');
}
