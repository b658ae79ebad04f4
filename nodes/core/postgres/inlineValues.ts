declare const inlined: unique symbol;
/** A statement with its values written into it. Only `inlineValues` makes one. */
export type InlinedStatement = string & { readonly [inlined]: true };

/** A place for a value, or what is quoted: as in a parameter's statement, there is no place in it. */
const PLACE_OR_QUOTED = /'[^']*'|"[^"]*"|\$(\d+)/g;

/**
 * Writes values into a statement that takes no parameters, such as COPY, so that each means what it
 * would mean as the parameter `$n`.
 * @param text a statement of our own without comments and without \\' in a text; what follows a `$n`
 * is a cast to its type
 * @param values texts, numbers, booleans, null, and lists of these
 * @throws TypeError for any other value, and for a text that PostgreSQL could not store
 */
export function inlineValues(text: string, values: readonly unknown[]): InlinedStatement {
  return text.replace(PLACE_OR_QUOTED, (place, number: string | undefined) => {
    if (number === undefined) return place;
    const position = Number(number) - 1;
    if (position >= values.length) throw new TypeError(`There is no value for ${place}.`);
    return literal(values[position]);
  }) as InlinedStatement;
}

function literal(value: unknown): string {
  return Array.isArray(value) ? `array[${value.map(scalar).join(', ')}]` : scalar(value);
}

function scalar(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number' || typeof value === 'boolean') return quoted(String(value));
  throw new TypeError(`A value of type ${typeof value} cannot be written into a statement.`);
}

/** The E form means the same whatever standard_conforming_strings says. */
function quoted(text: string): string {
  if (text.includes('\0'))
    throw new TypeError('A text with NUL cannot be written into a statement.');
  return `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
